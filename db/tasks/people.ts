/** Whom a task concerns: its holder or those who could do it, and their managers. */
import { slugOfTask } from '../../domain/rules/parties'
import type { Trx } from '../kit/client'

export interface TaskRow {
  id: string
  kind: string
  title: string
  subject_type: string
  subject_id: string
  parties: Record<string, readonly string[]>
  candidate_ids: readonly string[] | null
  assignee_id: string | null
  /** Held against approval limits; null where none counts. */
  amount: bigint | null
}

/** Nobody is flooded: a queue of a hundred people gets one reminder each for fifty at most. */
const MOST = 50

/** The task of an id in this tenant; throws when it is gone, for a process never forgets its task. */
export async function taskRow(trx: Trx, id: string): Promise<TaskRow> {
  const found: TaskRow | undefined = await trx('tasks').where({ tenant_id: trx.userParams.tenant_id, id }).first()
  if (!found) throw new Error(`Task ${id} is missing`)
  return found
}

/** The holder, else the people named, else active holders of the slug whose limit suffices and who took no earlier part. */
export async function peopleToRemind(trx: Trx, task: TaskRow): Promise<string[]> {
  if (task.assignee_id) return [task.assignee_id]
  if (task.candidate_ids?.length) return [...task.candidate_ids]
  const parties = Object.values(task.parties).flat()
  const found = await trx.raw(
    `select u.id from users u left join roles r on r.tenant_id = u.tenant_id and r.id = u.role_id
     where u.tenant_id = ? and u.banned_at is null and u.deactivated_at is null and not u.id = any(?::uuid[])
       and (u.approval_limit is null or u.approval_limit >= abs(coalesce(?::bigint, 0)))
       and (u.user_type = 'staff' and ? = any(r.permission_ids) or u.user_type in ('admin', 'super_admin'))
     order by (u.user_type = 'staff') desc, u.id limit ?`,
    [trx.userParams.tenant_id, parties, task.amount, slugOfTask(task.kind), MOST],
  )
  return found.rows.map((row: { id: string }) => row.id)
}

/** By the setting of the kind: the manager of whoever has it, or everybody of a role; admins when that names nobody. */
export async function peopleToEscalateTo(trx: Trx, task: TaskRow): Promise<string[]> {
  const tenant_id: string = trx.userParams.tenant_id
  const setting = await trx('task_settings').where({ tenant_id, kind: task.kind }).first('escalate_to')
  const to: string = setting?.escalate_to ?? 'manager'
  const active = (): ReturnType<Trx> => trx('users').where({ tenant_id }).whereNull('banned_at').whereNull('deactivated_at').limit(MOST)
  const named: string[] =
    to === 'manager'
      ? await active()
          .whereIn(
            'id',
            trx('users')
              .where({ tenant_id })
              .whereIn('id', await peopleToRemind(trx, task))
              .whereNotNull('manager_id')
              .select('manager_id'),
          )
          .pluck('id')
      : await active().where({ role_id: to }).pluck('id')
  return named.length > 0 ? named : active().whereIn('user_type', ['admin', 'super_admin']).pluck('id')
}
