/** A business that the auditor looks at: real processes, and a superuser who breaks what nobody else can. */
import { Client } from 'pg'
import { auditBusiness, lookAgain, type Suspect } from '../../activities/kit/audit'
import { breachesOf } from '../../db/auditor/kit'
import { keepRound } from '../../db/auditor/rounds'
import { tenantDb } from '../../db/kit/client'
import { openAnchors } from '../../db/kit/files'
import type { Breach, Scope } from '../../domain/rules/auditor'
import { openRuns } from '../../workflows/client/runs'
import { startApp, type TestApp } from './app'
import { type Cast, cast } from './documents'
import { databaseUrl } from './postgres'
import { startWorker, type TestWorker } from './worker'

export interface AuditedHouse {
  app: TestApp
  worker: TestWorker
  /** Runs a statement as superuser, with triggers and foreign keys silent. */
  plant(sql: string, values?: unknown[]): Promise<void>
  /** One look at a business: what was found, and what Temporal should be asked again. */
  look(tenant_id: string, scope?: Scope): Promise<{ breaches: Breach[]; suspects: Suspect[] }>
  /** The second look at suspects. */
  again(tenant_id: string, suspects: readonly Suspect[]): Promise<Breach[]>
  people(): Promise<Cast>
  stop(): Promise<void>
}

/** An API, a worker and a superuser over one database. */
export async function auditedHouse(): Promise<AuditedHouse> {
  const app = await startApp({ env: { DATABASE_POOL: '10' } })
  const worker = await startWorker(app)
  const superuser = new Client({ connectionString: databaseUrl('postgres', app.database.name) })
  await superuser.connect()
  await superuser.query("set session_replication_role = 'replica'")
  const { db, files, settings } = app.services
  const auditing = { db, files, anchors: openAnchors(settings), runs: openRuns(worker.client, settings.TEMPORAL_TASK_QUEUE) }
  return {
    app,
    worker,
    plant: async (sql, values) => void (await superuser.query(sql, values)),
    async look(tenant_id, scope = 'all') {
      const { checked, suspects, round } = await auditBusiness(auditing, tenant_id, scope)
      await keepRound(tenantDb(db, tenant_id), round)
      return { breaches: breachesOf(checked), suspects }
    },
    again: (tenant_id, suspects) => lookAgain(auditing, tenant_id, suspects),
    people: () => cast(app),
    async stop() {
      await superuser.end()
      await worker.stop()
      await app.stop()
    },
  }
}

/** The names of the checks that found something. */
export const checks = (breaches: readonly Breach[]): string[] => breaches.map(({ invariant, check }) => `${invariant} ${check}`).sort()
