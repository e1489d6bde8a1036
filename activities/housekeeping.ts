/** Keeping the house: seals and checks the audit, throws away what is over, counts what waits; one business after the other. */
import { heartbeat } from '@temporalio/activity'
import { expireUploads, sweepOrphans } from '../db/files'
import { holdsAnchor, sealAudit, verifyChain } from '../db/audit-chain'
import { auditLogBreaches } from '../db/auditor'
import { businessesAfter, countBacklog, purgeEffects, purgeKeys, purgeSessions } from '../db/housekeeping'
import { PLATFORM, tenantDb } from '../db/kit/client'
import { forgetAttempts } from '../db/platform'
import { type Anchors, openAnchors } from './kit/anchors'
import type { Deps } from './kit/deps'
import { type QueuedMail, raiseIncidents } from './kit/incidents'

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
  /** Mails of incidents, to be sent. */
  mails: QueuedMail[]
}

async function seal(deps: Deps, anchors: Anchors, tenant_id: string): Promise<void> {
  const db = tenantDb(deps.db, tenant_id)
  const head = await sealAudit(db)
  await countBacklog(db)
  const anchor = await anchors.read(tenant_id)
  // A chain that no longer holds what was known of it must not replace that knowledge.
  if (head && (!anchor || (await holdsAnchor(db, anchor)))) await anchors.write(tenant_id, head)
}

async function keep(deps: Deps, anchors: Anchors, tenant_id: string): Promise<QueuedMail[]> {
  const db = tenantDb(deps.db, tenant_id)
  const now = new Date()
  await purgeKeys(db)
  await purgeEffects(db)
  await purgeSessions(db)
  await expireUploads(db, now)
  await sweepOrphans(db, deps.files, now)
  if (tenant_id === PLATFORM) await forgetAttempts(deps.db)
  const report = await verifyChain(db, { anchor: await anchors.read(tenant_id), beat: () => heartbeat() })
  return raiseIncidents(deps, tenant_id, auditLogBreaches(report))
}

type Work = (deps: Deps, anchors: Anchors, tenant_id: string) => Promise<QueuedMail[] | void>

/** The housekeeping activities: each works through one page of businesses, and one that fails does not stop the others. */
export const housekeeping = (deps: Deps) => {
  const anchors = openAnchors(deps.settings.CIEN_DATA)
  const page =
    (work: Work) =>
    async (round: Round): Promise<RoundPage> => {
      const ids = await businessesAfter(deps.db, round.after, PAGE)
      let failed = 0
      const mails: QueuedMail[] = []
      for (const tenant_id of ids) {
        heartbeat()
        try {
          mails.push(...((await work(deps, anchors, tenant_id)) ?? []))
        } catch (err) {
          failed += 1
          deps.log.error({ err, tenant_id }, 'housekeeping of a business failed; the next round tries again')
        }
      }
      return { next: ids.length < PAGE ? null : (ids.at(-1) ?? null), done: ids.length - failed, failed, mails }
    }
  return { sealBusinesses: page(seal), keepBusinesses: page(keep) }
}

export type HousekeepingActivities = ReturnType<typeof housekeeping>
