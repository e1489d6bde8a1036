/** The human task every process shares: claimed, released, delegated, reminded and escalated in the same way. */
import { proxyLocalActivities } from '@temporalio/workflow'
import type { TaskActivities } from '../../activities/tasks'
import type { Step, StepResult } from '../../domain/rules/process'
import { records } from './proxies'

const tasks = proxyLocalActivities<TaskActivities>(records)

/** Records a step that concerns only the task; undefined when the step is the record's own. */
export async function recordTask(step: Step): Promise<StepResult> {
  switch (step.message.kind) {
    case 'claim':
      return tasks.claimTask(step)
    case 'release':
      return tasks.releaseTask(step)
    case 'delegate':
      return tasks.delegateTask(step)
    case 'remind':
      return tasks.remindTask(step)
    default:
      return tasks.escalateTask(step)
  }
}

const SHARED: readonly string[] = ['claim', 'release', 'delegate', 'remind', 'escalate']

/** Like `recordTask`, or undefined when the step is the record's own. */
export const recordTaskStep = (step: Step): Promise<StepResult> | undefined =>
  SHARED.includes(step.message.kind) ? recordTask(step) : undefined
