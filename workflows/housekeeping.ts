/** The rounds of the house: audit events are sealed every five minutes, everything else is kept in order every hour. */
import { continueAsNew, proxyActivities } from '@temporalio/workflow'
import type { HousekeepingActivities } from '../activities/housekeeping'
import { sweeps } from './kit/proxies'
import { type RoundResult, type RoundStart, runPages } from './kit/round'

const steps = proxyActivities<HousekeepingActivities>(sweeps)

/** Seals the audit of every business of the part and counts what waits there. */
export async function sealingRound(start: RoundStart): Promise<RoundResult> {
  const { after, ...total } = await runPages(start, steps.sealBusinesses)
  if (after === null) return total
  return continueAsNew<typeof sealingRound>({ ...start, from: { ...total, after } })
}

/** Throws away what is over and checks the audit chains of every business of the part. */
export async function housekeepingRound(start: RoundStart): Promise<RoundResult> {
  const { after, ...total } = await runPages(start, steps.keepBusinesses)
  if (after === null) return total
  return continueAsNew<typeof housekeepingRound>({ ...start, from: { ...total, after } })
}
