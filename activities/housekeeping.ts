/** Keeping the house: seals and checks the audit, throws away what is over, counts what waits; one business after the other. */
import { heartbeat } from '@temporalio/activity'
import { expireUploads, sweepOrphans } from '../db/files'
import { type ChainReport, holdsAnchor, sealAudit, verifyChain } from '../db/audit-chain'
import { businessesAfter, countBacklog, purgeEffects, purgeKeys, purgeSessions } from '../db/housekeeping'
import { inTenant, PLATFORM, tenantDb } from '../db/kit/client'
import { once } from '../db/kit/once'
import { writeAudit } from '../db/kit/trail'
import { notify } from '../db/notifications'
import { forgetAttempts } from '../db/platform'
import { type Anchors, openAnchors } from './kit/anchors'
import type { Deps } from './kit/deps'

/** Businesses in one page of a round. */
const PAGE = 50

export interface Round {
  /** The platform: a round is its work. */
  tenant_id: string
  after: string | null
}

export interface RoundPage {
  /** Where the next page goes on; null after the last business. */
  next: string | null
  done: number
  failed: number
}

/** Tells super admins and the business's admins that its audit was tampered with; once a day for each kind of fault. */
async function alarm(deps: Deps, tenant_id: string, report: ChainReport): Promise<void> {
  const kinds = [...new Set(report.problems.map((problem) => problem.kind))].sort()
  const day = new Date().toISOString().slice(0, 10)
  const data = { tenant_id, kinds, problems: report.problems.slice(0, 10) }
  deps.log.error({ tenant_id, why: kinds.join(', ') }, 'the audit chain is broken')
  for (const [where, user_type] of [
    [PLATFORM, 'super_admin'],
    [tenant_id, 'admin'],
  ] as const) {
    await inTenant(deps.db, where, (trx) =>
      once(trx, `audit-alarm:${tenant_id}:${day}:${kinds.join('-')}`, async () => {
        const user_ids: string[] = await trx('users')
          .where({ tenant_id: where, user_type })
          .whereNull('banned_at')
          .whereNull('deactivated_at')
          .pluck('id')
        await notify(trx, {
          user_ids,
          kind: 'audit.chain_broken',
          title: 'The audit log was tampered with',
          body: report.problems
            .map((one) => one.detail)
            .slice(0, 3)
            .join('; '),
        })
        await writeAudit(trx, { actor_id: null }, { action: 'audit.chain_broken', resource: 'business', resource_id: tenant_id, data })
        return true
      }),
    )
  }
}

async function seal(deps: Deps, anchors: Anchors, tenant_id: string): Promise<void> {
  const db = tenantDb(deps.db, tenant_id)
  const head = await sealAudit(db)
  await countBacklog(db)
  const anchor = await anchors.read(tenant_id)
  // A chain that no longer holds what was known of it must not replace that knowledge.
  if (head && (!anchor || (await holdsAnchor(db, anchor)))) await anchors.write(tenant_id, head)
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
  if (!report.ok) await alarm(deps, tenant_id, report)
}

type Work = (deps: Deps, anchors: Anchors, tenant_id: string) => Promise<void>

/** The housekeeping activities: each works through one page of businesses, and one that fails does not stop the others. */
export const housekeeping = (deps: Deps) => {
  const anchors = openAnchors(deps.settings.CIEN_DATA)
  const page =
    (work: Work) =>
    async (round: Round): Promise<RoundPage> => {
      const ids = await businessesAfter(deps.db, round.after, PAGE)
      let failed = 0
      for (const tenant_id of ids) {
        heartbeat()
        try {
          await work(deps, anchors, tenant_id)
        } catch (err) {
          failed += 1
          deps.log.error({ err, tenant_id }, 'housekeeping of a business failed; the next round tries again')
        }
      }
      return { next: ids.length < PAGE ? null : (ids.at(-1) ?? null), done: ids.length - failed, failed }
    }
  return { sealBusinesses: page(seal), keepBusinesses: page(keep) }
}

export type HousekeepingActivities = ReturnType<typeof housekeeping>
