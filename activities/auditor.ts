/** The auditor's rounds (OPS-4): page after page of businesses, what differs from Temporal looked at twice, breaches told. */
import { heartbeat } from '@temporalio/activity'
import type { Scope } from '../domain/rules/auditor'
import { breachesOf } from '../db/auditor/kit'
import { keepRound } from '../db/auditor/rounds'
import { tenantDb } from '../db/kit/client'
import { openAnchors } from '../db/kit/files'
import { auditBusiness, type Auditing, lookAgain, type Suspect } from './kit/audit'
import type { Deps } from './kit/deps'
import { raiseIncidents } from './kit/incidents'
import { sweep, type SweepPage, type Swept } from './kit/sweep'

/** Businesses in one page of a round. */
const PAGE = 20
/** Suspects of a page carried to the second look; more than this is one trouble, and the first of them tell it. */
const MOST_SUSPECTS = 200

export interface AuditPage extends SweepPage {
  scope: Scope
}

export interface AuditedPage extends Swept {
  suspects: Suspect[]
}

export interface SecondLook {
  tenant_id: string
  suspects: readonly Suspect[]
}

/** The auditor's activities. */
export const auditor = (deps: Deps) => {
  const auditing: Auditing = { ...deps, anchors: openAnchors(deps.settings), beat: () => heartbeat() }

  return {
    async auditBusinesses({ scope, ...page }: AuditPage): Promise<AuditedPage> {
      const suspects: Suspect[] = []
      const swept = await sweep(deps, { ...page, limit: PAGE }, async (tenant_id) => {
        const audited = await auditBusiness(auditing, tenant_id, scope)
        await keepRound(tenantDb(deps.db, tenant_id), audited.round)
        await raiseIncidents(deps, tenant_id, breachesOf(audited.checked))
        suspects.push(...audited.suspects.slice(0, MOST_SUSPECTS - suspects.length))
      })
      return { ...swept, suspects }
    },

    async auditSuspects({ suspects }: SecondLook): Promise<void> {
      for (const tenant_id of new Set(suspects.map((suspect) => suspect.tenant_id))) {
        heartbeat()
        const own = suspects.filter((suspect) => suspect.tenant_id === tenant_id)
        await raiseIncidents(deps, tenant_id, await lookAgain(auditing, tenant_id, own))
      }
    },
  }
}

export type AuditorActivities = ReturnType<typeof auditor>
