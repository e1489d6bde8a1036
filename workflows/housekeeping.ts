/** The rounds of the house: audit events are sealed every five minutes, everything else is kept in order every hour. */
import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { HousekeepingActivities, RoundPage } from '../activities/housekeeping'
import { sendLetters } from './kit/letters'
import { files } from './kit/proxies'
import { tenantOfProcess } from './kit/process-ids'

const steps = proxyActivities<HousekeepingActivities>(files)

export interface RoundResult {
  done: number
  failed: number
}

/** Page after page of businesses, each page an activity of its own, so that a round that is cut off goes on where it was. */
async function round(step: (page: { tenant_id: string; after: string | null }) => Promise<RoundPage>): Promise<RoundResult> {
  const tenant_id = tenantOfProcess(workflowInfo().workflowId)
  if (tenant_id === undefined) throw ApplicationFailure.nonRetryable('A round needs an id of the platform')
  const total = { done: 0, failed: 0 }
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page: RoundPage = await step({ tenant_id, after })
    total.done += page.done
    total.failed += page.failed
    after = page.next
    await sendLetters(page.mails)
  }
  return total
}

/** Seals the audit of every business and counts what waits there. */
export const sealingRound = (): Promise<RoundResult> => round(steps.sealBusinesses)

/** Throws away what is over and checks the audit chains of every business. */
export const housekeepingRound = (): Promise<RoundResult> => round(steps.keepBusinesses)
