/** The auditor's rounds: every five minutes over what changed, every night over everything (OPS-4). */
import { continueAsNew, proxyActivities, sleep } from '@temporalio/workflow'
import type { AuditedPage, AuditorActivities } from '../activities/auditor'
import type { Scope } from '../domain/rules/auditor'
import { sweeps } from './kit/proxies'
import { platformOfRound, type RoundResult, type RoundStart, runPages } from './kit/round'

const steps = proxyActivities<AuditorActivities>(sweeps)

/** Temporal and Postgres share no snapshot: what differs counts when it still does after this. */
const SECOND_LOOK = '60 seconds'
/** With so many the second look is taken before the next page: what is carried stays small. */
const MANY_SUSPECTS = 100

export interface AuditStart extends RoundStart {
  scope: Scope
  /** Suspects of the runs before. */
  suspects?: number
}

export interface AuditResult extends RoundResult {
  suspects: number
}

/** One round over the businesses of the part. */
export async function auditRound(start: AuditStart): Promise<AuditResult> {
  const found: AuditedPage['suspects'] = []
  const { after, ...total } = await runPages<AuditedPage>(
    start,
    async (page) => {
      const audited = await steps.auditBusinesses({ ...page, scope: start.scope })
      found.push(...audited.suspects)
      return audited
    },
    () => found.length >= MANY_SUSPECTS,
  )
  if (found.length > 0) {
    await sleep(SECOND_LOOK, { summary: 'second look' })
    await steps.auditSuspects({ tenant_id: platformOfRound(), suspects: found })
  }
  const suspects = (start.suspects ?? 0) + found.length
  if (after === null) return { ...total, suspects }
  return continueAsNew<typeof auditRound>({ ...start, suspects, from: { ...total, after } })
}
