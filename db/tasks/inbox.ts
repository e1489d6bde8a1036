/** The inbox: tasks a person may act on now, by the same rows that decide each single task; as fast with a million tasks as with ten. */
import type { TaskScope } from '../../domain/rules/parties'
import { ask, type TenantDb } from '../kit/client'
import { likePattern, type ListQuery } from '../kit/lists'
import { Conditions, limitsOf } from '../kit/reading'
import type { TaskRow } from './reads'

export interface TaskFilter {
  states: readonly string[]
  kinds: readonly string[] | undefined
  subject_id: readonly string[] | undefined
  assignee_id?: readonly string[] | undefined
  mine: boolean
}

/** Whose inbox it is. */
export interface Inbox {
  actor_id: string
  scopes: readonly TaskScope[]
}

/** Tasks of a kind are counted up to this many: whether an inbox holds two thousand or three changes nothing for its person. */
const COUNTED = 1001

export interface TaskPage {
  rows: TaskRow[]
  total: number
  /** True when there are more than `total` says. */
  more: boolean
  counts: Record<string, number>
}

/** One index can give each branch in order: all live tasks of one kind, or what the person has done. */
interface Branch {
  kind: string | undefined
  sql: string
}

type Rule = TaskScope['kinds'][number]

/** What `PolicyBook.ask` says for one kind, as a condition; a test proves that both agree. */
function allowed(where: Conditions, scope: TaskScope, rule: Rule): string {
  const people = where.value([...scope.person_ids])
  const parts = rule.parties.map((party) => `not coalesce(tasks.parties -> ${where.value(party)} ?| ${people}::text[], false)`)
  if (!rule.holder) parts.push(`tasks.candidate_ids @> array[${where.value(scope.principal_id)}]::uuid[]`)
  if (rule.limited && scope.approval_limit !== null)
    parts.push(`abs(coalesce(tasks.amount, 0)) <= ${where.value(scope.approval_limit.toString())}`)
  return [...parts, `(tasks.assignee_id is null or tasks.assignee_id = any(${people}::uuid[]))`].join(' and ')
}

const LIVE = ['open', 'claimed']

/** The conditions every branch shares: the filters of the request. */
function filtered(where: Conditions, inbox: Inbox, filter: Partial<TaskFilter>): string {
  const parts = ['true']
  if (filter.subject_id !== undefined) parts.push(where.held('tasks.subject_id', filter.subject_id))
  if (filter.assignee_id !== undefined) parts.push(where.held('tasks.assignee_id', filter.assignee_id))
  if (filter.mine) parts.push(`tasks.assignee_id = ${where.value(inbox.actor_id)}`)
  return parts.join(' and ')
}

/** Live tasks by kind: the states stand in the text, so that the index of live tasks is seen to fit. */
function liveBranches(
  where: Conditions,
  inbox: Inbox,
  filter: { states: readonly string[]; kinds?: readonly string[] | undefined },
): Branch[] {
  const states = LIVE.filter((state) => filter.states.includes(state))
  if (states.length === 0) return []
  const rules = new Map<string, string[]>()
  for (const scope of inbox.scopes) {
    for (const rule of scope.kinds) {
      if (filter.kinds && !filter.kinds.includes(rule.kind)) continue
      rules.set(rule.kind, [...(rules.get(rule.kind) ?? []), `(${allowed(where, scope, rule)})`])
    }
  }
  const narrowed = states.length === 1 ? ` and tasks.state = '${states[0]}'` : ''
  return [...rules].map(([kind, ways]) => ({
    kind,
    sql: `tasks.kind = ${where.value(kind)} and tasks.state in ('open', 'claimed')${narrowed} and (${ways.join(' or ')})`,
  }))
}

/** Completed and cancelled tasks the person took part in. */
function doneBranches(where: Conditions, inbox: Inbox, filter: TaskFilter): Branch[] {
  const states = filter.states.filter((state) => !LIVE.includes(state))
  if (states.length === 0) return []
  const person = where.value(inbox.actor_id)
  const kinds = filter.kinds ? ` and tasks.kind = any(${where.value([...filter.kinds])})` : ''
  const done = `tasks.state in (${states.map((state) => where.value(state)).join(', ')})${kinds}`
  return [
    { kind: undefined, sql: `${done} and tasks.completed_by_id = ${person}` },
    { kind: undefined, sql: `${done} and tasks.assignee_id = ${person} and tasks.completed_by_id is distinct from ${person}` },
  ]
}

const PEOPLE = ['assignee', 'completed_by', 'on_behalf_of']
const NAMES = PEOPLE.map(
  (as) => `case when ${as}.id is null then null else json_build_object('id', ${as}.id, 'name', ${as}.name) end as ${as}`,
).join(', ')
const JOINS = PEOPLE.map((as) => `left join users ${as} on ${as}.tenant_id = tasks.tenant_id and ${as}.id = tasks.${as}_id`).join(' ')

const orderOf = (list: ListQuery): string => `order by tasks.${list.sort} ${list.descending ? 'desc nulls last' : 'asc'}, tasks.id`

async function readRows(db: TenantDb, inbox: Inbox, at: { filter: TaskFilter; list: ListQuery }): Promise<TaskRow[]> {
  const { filter, list } = at
  const where = new Conditions(db, 'tasks')
  const shared = filtered(where, inbox, filter) + searched(where, list)
  const branches = [...liveBranches(where, inbox, filter), ...doneBranches(where, inbox, filter)]
  if (branches.length === 0) return []
  const order = orderOf(list)
  const reach = limitsOf(where, { page: 1, per_page: list.page * list.per_page })
  const parts = branches.map(({ sql }) => `(select * from tasks where ${where.sql} and ${shared} and ${sql} ${order} ${reach})`)
  const limits = limitsOf(where, list)
  const page = `select * from (${parts.join(' union all ')}) tasks ${order} ${limits}`
  return ask<TaskRow>(db, `select tasks.*, ${NAMES} from (${page}) tasks ${JOINS} ${order}`, where.values)
}

const searched = (where: Conditions, list: ListQuery): string =>
  list.search === undefined ? '' : ` and tasks.subject_label ilike ${where.value(likePattern(list.search))}`

/** The number of each branch, at most `COUNTED`. */
async function countBranches(db: TenantDb, where: Conditions, at: { shared: string; branches: readonly Branch[] }): Promise<number[]> {
  if (at.branches.length === 0) return []
  const counts = at.branches.map(
    ({ sql }, index) =>
      `(select count(*)::int from (select from tasks where ${where.sql} and ${at.shared} and ${sql} limit ${COUNTED}) t) as n${index}`,
  )
  const [row] = await ask<Record<string, number>>(db, `select ${counts.join(', ')}`, where.values)
  return at.branches.map((_, index) => row?.[`n${index}`] ?? 0)
}

const summed = (numbers: readonly number[]): { total: number; more: boolean } => ({
  total: numbers.reduce((sum, number) => sum + Math.min(number, COUNTED - 1), 0),
  more: numbers.some((number) => number >= COUNTED),
})

async function countFiltered(
  db: TenantDb,
  inbox: Inbox,
  at: { filter: TaskFilter; list: ListQuery },
): Promise<{ total: number; more: boolean }> {
  const where = new Conditions(db, 'tasks')
  const shared = filtered(where, inbox, at.filter) + searched(where, at.list)
  const branches = [...liveBranches(where, inbox, at.filter), ...doneBranches(where, inbox, at.filter)]
  return summed(await countBranches(db, where, { shared, branches }))
}

const isWhole = ({ states, kinds, subject_id, assignee_id, mine }: TaskFilter, list: ListQuery): boolean =>
  LIVE.every((state) => states.includes(state)) &&
  states.length === LIVE.length &&
  !kinds &&
  subject_id === undefined &&
  assignee_id === undefined &&
  !mine &&
  list.search === undefined

/** One page of an inbox, what is due first at the top, with its total and the number of live tasks of each kind. */
export async function readInbox(db: TenantDb, inbox: Inbox, at: { filter: TaskFilter; list: ListQuery }): Promise<TaskPage> {
  const where = new Conditions(db, 'tasks')
  const branches = liveBranches(where, inbox, { states: LIVE })
  const [rows, numbers, total] = await Promise.all([
    readRows(db, inbox, at),
    countBranches(db, where, { shared: 'true', branches }),
    isWhole(at.filter, at.list) ? undefined : countFiltered(db, inbox, at),
  ])
  const kinds = branches.flatMap(({ kind }, index) =>
    kind !== undefined && numbers[index] ? [[kind, Math.min(numbers[index], COUNTED - 1)] as const] : [],
  )
  return { rows, ...(total ?? summed(numbers)), counts: Object.fromEntries(kinds) }
}
