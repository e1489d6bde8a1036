/** Tasks as people read them one by one; `inbox.ts` lists them. */
import { slugOfTask, type Subject } from '../../domain/rules/parties'
import { ask, type TenantDb, type Trx } from '../kit/client'

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
const SELECT = `select tasks.*, ${person('assignee_id', 'assignee')}, ${person('completed_by_id', 'completed_by')}, ${person('on_behalf_of_id', 'on_behalf_of')}
  from tasks where tasks.tenant_id = $1`
const FIND = `${SELECT} and tasks.id = $2`
const LIVE = `${SELECT} and tasks.subject_id = $2 and tasks.state in ('open', 'claimed') limit 1`

/** One task of the business, or undefined. */
export const findTask = async (db: TenantDb | Trx, id: string): Promise<TaskRow | undefined> =>
  (await ask<TaskRow>(db, FIND, [db.userParams.tenant_id, id]))[0]

/** The open or claimed task of a record, or undefined. */
export const liveTaskOf = async (db: TenantDb | Trx, subject_id: string): Promise<TaskRow | undefined> =>
  (await ask<TaskRow>(db, LIVE, [db.userParams.tenant_id, subject_id]))[0]
