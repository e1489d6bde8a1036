/** What stands around every activity: the wall between tenants, and refusals that are not tried again. */
import { randomUUID } from 'node:crypto'
import type { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { conflict } from '../../domain/errors'
import { activityInterceptors } from '../../workers/kit/interceptors'

const tenant_id = randomUUID()

/** Runs an activity behind the interceptors, as the worker would. */
function run(
  input: unknown,
  activity: () => Promise<unknown>,
  workflowId: string | undefined = `${tenant_id}/document/${randomUUID()}`,
): Promise<unknown> {
  const workflowExecution = workflowId === undefined ? undefined : { workflowId, runId: randomUUID() }
  const context = { info: { activityType: 'document.verify', workflowExecution } } as unknown as Context
  const { inbound } = activityInterceptors(context)
  if (!inbound?.execute) throw new Error('no interceptor')
  return inbound.execute({ args: [input], headers: {} }, activity)
}

const failureOf = (running: Promise<unknown>): Promise<ApplicationFailure> =>
  running.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: ApplicationFailure) => error,
  )

test('an activity for the tenant of its workflow runs', async () => {
  expect(await run({ tenant_id }, async () => 'done')).toBe('done')
})

test.each([
  ['another tenant', { tenant_id: randomUUID() }, undefined],
  ['no tenant', {}, undefined],
  ['no input', undefined, undefined],
  ['a workflow without a tenant', { tenant_id }, 'document/1'],
  ['a tenant that only begins alike', { tenant_id: tenant_id.slice(0, 35) }, undefined],
])('TEN-4 %s is refused for good before anything is done', async (_case, input, workflow_id) => {
  const activity = jest.fn()
  const failure = await failureOf(run(input, activity, workflow_id))
  expect(failure).toMatchObject({ type: 'TENANT_MISMATCH', nonRetryable: true })
  expect(activity).not.toHaveBeenCalled()
})

test('a refusal becomes a failure that is not tried again and carries all the caller is told', async () => {
  const refused = conflict('insufficient_stock', 'Only 3 are left.', { current: { quantity: '3' } })
  const failure = await failureOf(run({ tenant_id }, () => Promise.reject(refused)))
  expect(failure).toMatchObject({
    type: 'Refusal',
    nonRetryable: true,
    message: 'Only 3 are left.',
    category: ApplicationFailureCategory.BENIGN,
  })
  expect(failure.details).toEqual([
    { status: 409, code: 'insufficient_stock', message: 'Only 3 are left.', details: { current: { quantity: '3' } } },
  ])
})

test('any other error passes as it is and is left to the retry policy', async () => {
  const lost = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })
  expect(await failureOf(run({ tenant_id }, () => Promise.reject(lost)))).toBe(lost)
})
