/** The inbox and what people do in it (api.md §2). */
import { z } from 'zod'
import { notFound, Refused } from '../../domain/errors'
import { anything, longText, record } from '../../domain/kit/fields'
import { readInbox } from '../../db/tasks/inbox'
import { findTask, subjectOf } from '../../db/tasks/reads'
import { requireRecord } from '../../db/kit/records'
import { taskScopes } from '../../policies/kit/policy'
import { refusalAnswer } from '../kit/answers'
import { idParams } from '../kit/crud'
import { listMeta, listQuery } from '../kit/list'
import { action, type Call, Reply, type Route, SIGNED_IN } from '../kit/route'
import { claim, complete, delegate, release } from './decide'
import { presentTask, speakersOf, taskView } from './present'
import { settingRoutes } from './settings'
import { substituteRoutes } from './substitutes'

const shared = { permission: SIGNED_IN, tag: 'tasks' } as const
const STATES = ['open', 'claimed', 'completed', 'cancelled'] as const

const completion = {
  outcome: z.string().min(1).max(100),
  comment: longText('comment', 5000).nullish(),
  data: record(anything(), 50).optional(),
}
const completeBody = z.strictObject({ ...completion, record_version: z.int().min(1).optional() })
const recordView = z.object({ type: z.string(), id: z.uuid(), status: z.string(), version: z.int() })

const list = action({
  ...shared,
  method: 'get',
  path: '/api/tasks',
  summary: 'Tasks I may act on now, by policy; or completed ones I took part in',
  query: listQuery({
    filter: ['state', 'mine', 'kind', 'subject_id', 'assignee_id'],
    sort: ['due_at', 'created_at', 'updated_at', 'priority', 'subject_label'],
    default_sort: 'due_at',
    values: { state: STATES, mine: ['true', 'false'] },
  }),
  answer: z.array(taskView),
  meta: listMeta.extend({ counts: z.record(z.string(), z.int()) }),
  async handle({ db, actor, services, query }) {
    const scopes = taskScopes(services.policies, actor)
    const { state, mine, kind, subject_id, assignee_id } = query.filters
    // "open" asks for what is not done: an open task and one that I hold are the same to whoever works the inbox.
    const states = state ? [...new Set(state.flatMap((name) => (name === 'open' ? ['open', 'claimed'] : [name])))] : ['open', 'claimed']
    const filter = { states, kinds: kind, subject_id, assignee_id, mine: mine?.[0] === 'true' }
    const { rows, total, more, counts } = await readInbox(db, { actor_id: actor.id, scopes }, { filter, list: query })
    return new Reply(
      rows.map((task) => presentTask(task, actor, services.policies)),
      { meta: { page: query.page, per_page: query.per_page, total, ...(more ? { more } : {}), counts } },
    )
  },
})

/** A task may be read by who may act on it, who took part, and who holds its kind. */
async function readable(call: Call, id: string) {
  const { db, actor, services } = call
  const task = requireRecord(await findTask(db, id))
  const mine = [task.completed_by_id, task.assignee_id].some((id) => id !== null && speakersOf(actor).includes(id))
  const holder = actor.user_type === 'admin' || actor.slugs.has(task.kind)
  if (!mine && !holder && !services.policies.ask(actor, task.kind, subjectOf(task)).allowed) throw notFound()
  return presentTask(task, actor, services.policies)
}

const get = action({
  ...shared,
  method: 'get',
  path: '/api/tasks/:id',
  summary: 'One task',
  params: idParams,
  answer: taskView,
  handle: (call) => readable(call, call.params.id),
})

const one = (name: string, summary: string, work: (call: Call, id: string) => Promise<unknown>): Route =>
  action({
    ...shared,
    method: 'post',
    path: `/api/tasks/:id/${name}`,
    summary,
    params: idParams,
    body: z.strictObject({}),
    answer: taskView,
    handle: (call) => work(call, call.params.id),
  })

const completeOne = action({
  ...shared,
  method: 'post',
  path: '/api/tasks/:id/complete',
  summary: 'Decide; answered once the step is recorded',
  params: idParams,
  body: completeBody,
  answer: z.object({ task: taskView, record: recordView }),
  handle: (call) => complete(call, call.params.id, call.body),
})

const delegateOne = action({
  ...shared,
  method: 'post',
  path: '/api/tasks/:id/delegate',
  summary: 'Hand a task to somebody who passes the same policy',
  params: idParams,
  body: z.strictObject({ user_id: z.uuid(), comment: longText('comment', 5000).nullish() }),
  answer: taskView,
  handle: (call) => delegate(call, call.params.id, call.body),
})

const bulkItem = z.strictObject({ task_id: z.uuid(), ...completion })
const bulkResult = z.object({ task_id: z.uuid(), ok: z.boolean(), status: z.int(), msg: z.string(), data: z.unknown() })

/** The answer one item would have had alone. */
async function itemOf(call: Call, item: z.output<typeof bulkItem>, index: number): Promise<z.infer<typeof bulkResult>> {
  const { task_id, ...decision } = item
  // Each item is a message of its own; the same bulk request gives each the same id again.
  const own = { ...call, effect_id: `${call.effect_id}:${index}` }
  try {
    return { task_id, ok: true, status: 200, msg: 'OK', data: await complete(own, task_id, decision) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { status, answer } = refusalAnswer(error)
    const { msg, data } = JSON.parse(answer) as { msg: string; data: unknown }
    return { task_id, ok: false, status, msg, data }
  }
}

const AT_ONCE = 8

const completeMany = action({
  ...shared,
  method: 'post',
  path: '/api/tasks/complete',
  summary: 'Decide many, with a result for each',
  body: z.strictObject({ items: z.array(bulkItem).min(1).max(100) }),
  answer: z.array(bulkResult),
  async handle(call) {
    const results: z.infer<typeof bulkResult>[] = []
    const queue = call.body.items.map((item, index) => ({ item, index }))
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) results[next.index] = await itemOf(call, next.item, next.index)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return results
  },
})

export const taskRoutes: Route[] = [
  list,
  completeMany,
  get,
  one('claim', 'Claim a task', claim),
  one('release', 'Give a task back', release),
  delegateOne,
  completeOne,
  ...substituteRoutes,
  ...settingRoutes,
]
