/** A round over the businesses of one part: a page an activity, and after so many pages a new run, so that no history grows with them. */
import { ApplicationFailure, workflowInfo } from '@temporalio/workflow'
import type { SweepPage, Swept } from '../../activities/kit/sweep'
import { tenantOfProcess } from './process-ids'

/** What a run of a round is given by its schedule, or by the run before. */
export interface RoundStart {
  part: SweepPage['part']
  /** Where the run before has come to. */
  from?: RoundResult & { after: string }
}

export interface RoundResult {
  done: number
  failed: number
}

/** Pages of one run. */
const MOST_PAGES = 50

/** The platform, whose work a round is; a round under any other id is refused. */
export function platformOfRound(): string {
  const tenant_id = tenantOfProcess(workflowInfo().workflowId)
  if (tenant_id === undefined) throw ApplicationFailure.nonRetryable('A round needs an id of the platform')
  return tenant_id
}

/** One run: page after page until the end (`after` is null), or until it is time for a new run or `enough` says so. */
export async function runPages<Page extends Swept>(
  { part, from }: RoundStart,
  step: (page: SweepPage) => Promise<Page>,
  enough: (page: Page) => boolean = () => false,
): Promise<RoundResult & { after: string | null }> {
  const tenant_id = platformOfRound()
  const total = { done: from?.done ?? 0, failed: from?.failed ?? 0 }
  let after = from?.after ?? null
  for (let pages = 1; ; pages += 1) {
    const page = await step({ tenant_id, part, after })
    total.done += page.done
    total.failed += page.failed
    after = page.next
    if (after === null || enough(page) || pages >= MOST_PAGES || workflowInfo().continueAsNewSuggested) return { ...total, after }
  }
}
