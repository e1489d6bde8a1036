/** The three needs of a step, and their retries; no process has options of its own. */
import type { ActivityOptions, LocalActivityOptions, RetryPolicy } from '@temporalio/common'

const retry: RetryPolicy = { initialInterval: '200ms', maximumInterval: '1 minute', nonRetryableErrorTypes: ['Refusal', 'TENANT_MISMATCH'] }

/** One transaction of our own database. */
export const records: LocalActivityOptions = { startToCloseTimeout: '5s', localRetryThreshold: '5s', retry }
/** One call to the outside world. */
export const outside: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { ...retry, maximumAttempts: 10, nonRetryableErrorTypes: [...(retry.nonRetryableErrorTypes ?? []), 'Unknown'] },
}
/** What became of a call whose answer was lost: asked until somebody knows. */
export const asksOutside: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { ...retry, initialInterval: '5s', maximumInterval: '10 minutes' },
}
/** Long work on files, which wait for their turn; what a file does wrong is no failure, so that all others pass. */
export const files: ActivityOptions = { startToCloseTimeout: '30 minutes', heartbeatTimeout: '30s', retry }
/** One page of a round over businesses, on the queue of the rounds. */
export const sweeps: ActivityOptions = {
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30s',
  retry: { ...retry, maximumAttempts: 20 },
}
