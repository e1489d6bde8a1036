/** Keeping the house: seals and checks the audit, throws away what is over, counts what waits; one business after the other. */
import { heartbeat } from '@temporalio/activity'
import { expireUploads, sweepOrphans, unreadFiles } from '../db/files'
import { holdsAnchor, sealAudit, verifyChain } from '../db/audit-chain'
import { auditLogBreaches } from '../db/auditor'
import { countBacklog, purgeEffects, purgeKeys, purgeSessions } from '../db/housekeeping'
import { PLATFORM, tenantDb } from '../db/kit/client'
import { type Anchors, openAnchors } from '../db/kit/files'
import { forgetAttempts } from '../db/platform'
import type { Deps } from './kit/deps'
import { raiseIncidents } from './kit/incidents'
import { sweep, type SweepPage, type Swept } from './kit/sweep'

/** After this the words of a file should have been read, in milliseconds. */
const UNREAD_MS = 10 * 60_000
/** Businesses in one page of a round. */
const PAGE = 50

async function seal(deps: Deps, anchors: Anchors, tenant_id: string): Promise<void> {
  const db = tenantDb(deps.db, tenant_id)
  const head = await sealAudit(db)
  await countBacklog(db)
  const anchor = await anchors.read(tenant_id)
  // A chain that no longer holds what was known of it must not replace that knowledge.
  if (head && (!anchor || (await holdsAnchor(db, anchor)))) await anchors.write(tenant_id, head)
}

/** A file whose reading was never begun, because Temporal was away or an API died, is read now. */
async function readForgotten(deps: Deps, tenant_id: string): Promise<void> {
  const before = new Date(Date.now() - UNREAD_MS)
  for (const file_id of await unreadFiles(tenantDb(deps.db, tenant_id), before)) await deps.processes.readText({ tenant_id, file_id })
}

async function keep(deps: Deps, anchors: Anchors, tenant_id: string): Promise<void> {
  const db = tenantDb(deps.db, tenant_id)
  const now = new Date()
  await purgeKeys(db)
  await purgeEffects(db)
  await purgeSessions(db)
  await expireUploads(db, now)
  await sweepOrphans(db, deps.files, now)
  if (tenant_id === PLATFORM) await forgetAttempts(deps.db)
  const report = await verifyChain(db, { anchor: await anchors.read(tenant_id), beat: () => heartbeat() })
  await raiseIncidents(deps, tenant_id, auditLogBreaches(report))
}

/** The housekeeping activities: each works through one page of businesses. */
export const housekeeping = (deps: Deps) => {
  const anchors = openAnchors(deps.settings)
  return {
    sealBusinesses: (page: SweepPage): Promise<Swept> =>
      sweep(deps, { ...page, limit: PAGE }, async (tenant_id) => {
        await seal(deps, anchors, tenant_id)
        await readForgotten(deps, tenant_id)
      }),
    keepBusinesses: (page: SweepPage): Promise<Swept> =>
      sweep(deps, { ...page, limit: PAGE }, (tenant_id) => keep(deps, anchors, tenant_id)),
  }
}

export type HousekeepingActivities = ReturnType<typeof housekeeping>
