/** What stands around every activity: the tenant's wall, and refusals as failures that are not tried again. */
import type { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker'
import { type Refusal, Refused } from '../../domain/errors'
import { tenantOfProcess } from '../../workflows/kit/process-ids'

const tenantOfInput = (input: unknown): unknown =>
  typeof input === 'object' && input !== null ? (input as { tenant_id?: unknown }).tenant_id : undefined

/** An activity works for the tenant of its workflow, whatever it is told. */
function requireTenant({ info }: Context, [input]: readonly unknown[]): void {
  const { workflowId = '' } = info.workflowExecution ?? {}
  const tenant_id = tenantOfProcess(workflowId)
  if (tenant_id !== undefined && tenantOfInput(input) === tenant_id) return
  throw ApplicationFailure.create({
    type: 'TENANT_MISMATCH',
    message: `${info.activityType} was called for another tenant than ${workflowId}`,
    nonRetryable: true,
  })
}

/** A refusal in the shape that processes and their callers unwrap; benign, for it is an answer and no fault. */
function failureOf(refused: Refused): ApplicationFailure {
  const { status, code, message, details } = refused
  const refusal: Refusal = { status, code, message, details }
  return ApplicationFailure.create({
    type: 'Refusal',
    message,
    details: [refusal],
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  })
}

/** Anything but a refusal keeps its shape and is tried again by the retry policy: a database that restarts, a lost race. */
export const activityInterceptors: ActivityInterceptorsFactory = (context) => {
  const inbound: ActivityInboundCallsInterceptor = {
    async execute(input, next) {
      requireTenant(context, input.args)
      try {
        return await next(input)
      } catch (error) {
        throw error instanceof Refused ? failureOf(error) : error
      }
    },
  }
  return { inbound }
}
