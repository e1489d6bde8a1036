/** The inbox: tasks a person may act on now, by the same rows that decide each single task. */
import { slugOfTask, type Subject, type TaskScope } from '../../domain/rules/parties'
import type { TenantDb, Trx } from '../kit/client'
import type { ListQuery, Page } from '../kit/lists'
import type { Knex } from 'knex'

/** A task with the names behind its ids. */
export interface TaskRow {
  id: string
  tenant_id: string
  kind: string
  title: string
  state: 'open' | 'claimed' | 'completed' | 'cancelled'
  subject_type: string
  subject_id: string
  subject_label: string
  outcomes: string[]
  negative_outcomes: string[]
  form: object
  parties: Record<string, readonly string[]>
  candidate_ids: string[] | null
  amount: bigint | null
  currency: string | null
  priority: number
  due_at: Date | null
  assignee_id: string | null
  assignee: { id: string; name: string } | null
  workflow_id: string
  process_type: string
  outcome: string | null
  comment: string | null
  data: unknown
  completed_by: { id: string; name: string } | null
  completed_by_id: string | null
  on_behalf_of: { id: string; name: string } | null
  completed_at: Date | null
  rule: string | null
  created_at: Date
  updated_at: Date
  version: number
}

/** What a policy looks at, of a task. */
export const subjectOf = (task: Pick<TaskRow, 'tenant_id' | 'kind' | 'parties' | 'candidate_ids' | 'assignee_id' | 'amount'>): Subject => ({
  tenant_id: task.tenant_id,
  slug: slugOfTask(task.kind),
  parties: task.parties,
  candidate_ids: task.candidate_ids,
  assignee_id: task.assignee_id,
  amount: task.amount,
})

const person = (column: string, as: string): string =>
  `(select json_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = tasks.tenant_id and u.id = tasks.${column}) as ${as}`

const select = (db: TenantDb | Trx): Knex.QueryBuilder =>
  db('tasks')
    .where('tasks.tenant_id', db.userParams.tenant_id)
    .select(
      'tasks.*',
      db.raw(person('assignee_id', 'assignee')),
      db.raw(person('completed_by_id', 'completed_by')),
      db.raw(person('on_behalf_of_id', 'on_behalf_of')),
    )

/** One task of the business, or undefined. */
export const findTask = (db: TenantDb | Trx, id: string): Promise<TaskRow | undefined> => select(db).where('tasks.id', id).first()

/** The open or claimed task of a record, or undefined. */
export const liveTaskOf = (db: TenantDb | Trx, subject_id: string): Promise<TaskRow | undefined> =>
  select(db).where('tasks.subject_id', subject_id).whereIn('tasks.state', ['open', 'claimed']).first()

/** Tasks the scopes allow: the query form of `PolicyBook.ask`; a test proves that both agree. */
export function whereAllowed(query: Knex.QueryBuilder, scopes: readonly TaskScope[]): Knex.QueryBuilder {
  return query.where((any) => {
    any.whereRaw('false')
    for (const scope of scopes) {
      for (const rule of scope.kinds) any.orWhere((one) => whereKind(one, scope, rule))
    }
  })
}

function whereKind(query: Knex.QueryBuilder, scope: TaskScope, rule: TaskScope['kinds'][number]): void {
  query.where('tasks.kind', rule.kind)
  if (!rule.holder) query.whereRaw('tasks.candidate_ids @> array[?]::uuid[]', [scope.principal_id])
  for (const party of rule.parties) {
    query.whereRaw('not coalesce(tasks.parties -> ? \\?| ?::text[], false)', [party, [...scope.person_ids]])
  }
  if (rule.limited && scope.approval_limit !== null) query.whereRaw('coalesce(tasks.amount, 0) <= ?', [scope.approval_limit.toString()])
  query.where((free) => free.whereNull('tasks.assignee_id').orWhereIn('tasks.assignee_id', [...scope.person_ids]))
}

export interface TaskFilter {
  states: readonly string[]
  kinds: readonly string[] | undefined
  subject_id: string | undefined
  mine: boolean
}

/** The inbox of a person: what they may act on now, or what they took part in. */
function inbox(db: TenantDb, actor_id: string, scopes: readonly TaskScope[], filter: TaskFilter): Knex.QueryBuilder {
  const query = db('tasks')
    .where('tasks.tenant_id', db.userParams.tenant_id)
    .whereIn('tasks.state', [...filter.states])
  if (filter.kinds) query.whereIn('tasks.kind', [...filter.kinds])
  if (filter.subject_id) query.where('tasks.subject_id', filter.subject_id)
  if (filter.mine) query.where('tasks.assignee_id', actor_id)
  return query.where((either) => {
    either.where((live) => {
      live.whereIn('tasks.state', ['open', 'claimed'])
      whereAllowed(live, scopes)
    })
    either.orWhere((done) =>
      done
        .whereNotIn('tasks.state', ['open', 'claimed'])
        .where((mine) => mine.where('tasks.completed_by_id', actor_id).orWhere('tasks.assignee_id', actor_id)),
    )
  })
}

/** Sorted by what is due first, then by age. */
export async function listTasks(
  db: TenantDb,
  at: { actor_id: string; scopes: readonly TaskScope[]; filter: TaskFilter },
  list: ListQuery,
): Promise<Page<TaskRow>> {
  const query = inbox(db, at.actor_id, at.scopes, at.filter)
  if (list.search) query.whereRaw('tasks.subject_label ilike ?', [`%${list.search.replace(/[\\%_]/g, '\\$&')}%`])
  const order =
    list.sort === 'due_at'
      ? `tasks.due_at ${list.descending ? 'desc nulls last' : 'asc nulls last'}`
      : `tasks.${list.sort} ${list.descending ? 'desc' : 'asc'}`
  const rows: TaskRow[] = await query
    .clone()
    .select(
      'tasks.*',
      db.raw(person('assignee_id', 'assignee')),
      db.raw(person('completed_by_id', 'completed_by')),
      db.raw(person('on_behalf_of_id', 'on_behalf_of')),
    )
    .orderByRaw(`${order}, tasks.id`)
    .limit(list.per_page)
    .offset((list.page - 1) * list.per_page)
  const counted = await query.clone().count('* as n').first()
  return { rows, total: Number(counted?.n ?? 0) }
}

/** How many tasks of each kind the person may act on now. */
export async function countTasks(db: TenantDb, at: { actor_id: string; scopes: readonly TaskScope[] }): Promise<Record<string, number>> {
  const filter: TaskFilter = { states: ['open', 'claimed'], kinds: undefined, subject_id: undefined, mine: false }
  const found = await inbox(db, at.actor_id, at.scopes, filter).groupBy('tasks.kind').select('tasks.kind').count('* as n')
  return Object.fromEntries((found as unknown as { kind: string; n: bigint }[]).map(({ kind, n }) => [kind, Number(n)]))
}
