/** Whose project is whose, for people of the portals who work on it. */
import { ask, type TenantDb, type Trx } from '../kit/client'
import type { Narrow } from './own'

/**
 * What the office did to put a person on a project: made them a member, asked them to an event, entered a claim of their
 * subcontractor. Records of their own do not count, or who once entered one could do so for ever.
 */
const TIES: readonly ((who: string) => string)[] = [
  (who) => `select t.project_id from project_members t where t.tenant_id = $1 and t.user_id = ${who}`,
  (who) => `select t.project_id from calendar t where t.tenant_id = $1 and t.assigned_user_id = ${who}`,
  (who) => `select t.project_id from subcontractors s join vouchers t on t.tenant_id = s.tenant_id and t.subcontractor_id = s.id
    where s.tenant_id = $1 and s.user_id = ${who} and t.status <> 'cancelled'`,
]

const tiesOf = (who: string): string => TIES.map((tie) => tie(who)).join(' union all ')

/** Projects that a person works on. */
export const workedOnBy =
  (user_id: string): Narrow =>
  (where) =>
    where.add(`projects.id in (${tiesOf(where.value(user_id))})`)

/**
 * True when a person may enter records for the project: one they work on. A business that has named no members at all
 * has left its projects open to all of its people. A project of another business is nobody's here.
 */
export async function worksOn(db: TenantDb | Trx, user_id: string, project_id: string): Promise<boolean> {
  const rows = await ask(
    db,
    `select from projects where tenant_id = $1 and id = $3
     and (id in (${tiesOf('$2')}) or not exists (select from project_members where tenant_id = $1)) limit 1`,
    [db.userParams.tenant_id, user_id, project_id],
  )
  return rows.length > 0
}
