/** The auditor's rounds (OPS-4): page after page of businesses, what differs from Temporal looked at twice, breaches told. */
import { heartbeat } from '@temporalio/activity'
import type { Scope } from '../domain/rules/auditor'
import { breachesOf } from '../db/auditor/kit'
import { keepRound } from '../db/auditor/rounds'
import { businessesAfter } from '../db/housekeeping'
import { tenantDb } from '../db/kit/client'
import { auditBusiness, type Auditing, lookAgain, type Suspect } from './kit/audit'
import type { Deps } from './kit/deps'
import { type QueuedMail, raiseIncidents } from './kit/incidents'

/** Businesses in one page of a round. */
const PAGE = 20
/** Suspects carried to the second look; more than this is one trouble, and the first of them tell it. */
const MOST_SUSPECTS = 100

export interface AuditPage {
  tenant_id: string
  after: string | null
  scope: Scope
}

export interface AuditedPage {
  next: string | null
  done: number
  failed: number
  suspects: Suspect[]
  mails: QueuedMail[]
}

export interface SecondLook {
  tenant_id: string
  suspects: readonly Suspect[]
}

/** The auditor's activities; a business that cannot be looked at does not stop the others. */
export const auditor = (deps: Deps) => {
  const auditing: Auditing = { ...deps, beat: () => heartbeat() }

  return {
    async auditBusinesses({ after, scope }: AuditPage): Promise<AuditedPage> {
      const ids = await businessesAfter(deps.db, after, PAGE)
      const page: AuditedPage = { next: ids.length < PAGE ? null : (ids.at(-1) ?? null), done: 0, failed: 0, suspects: [], mails: [] }
      for (const tenant_id of ids) {
        heartbeat()
        try {
          const { checked, suspects, round } = await auditBusiness(auditing, tenant_id, scope)
          await keepRound(tenantDb(deps.db, tenant_id), round)
          page.mails.push(...(await raiseIncidents(deps, tenant_id, breachesOf(checked))))
          page.suspects.push(...suspects.slice(0, MOST_SUSPECTS))
          page.done += 1
        } catch (err) {
          page.failed += 1
          deps.log.error({ err, tenant_id }, 'the audit of a business failed; the next round tries again')
        }
      }
      return page
    },

    async auditSuspects({ suspects }: SecondLook): Promise<QueuedMail[]> {
      const mails: QueuedMail[] = []
      for (const tenant_id of new Set(suspects.map((suspect) => suspect.tenant_id))) {
        const own = suspects.filter((suspect) => suspect.tenant_id === tenant_id)
        mails.push(...(await raiseIncidents(deps, tenant_id, await lookAgain(auditing, tenant_id, own))))
      }
      return mails
    },
  }
}

export type AuditorActivities = ReturnType<typeof auditor>
