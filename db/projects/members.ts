/** Whose project is whose, for people of the portals who work on it. */
import type { Narrow } from './own'

/** Every record that ties a person to a project: being a member, an event to attend, or work of their own. */
const TIES: readonly { table: string; person: string }[] = [
  { table: 'project_members', person: 'user_id' },
  { table: 'calendar', person: 'assigned_user_id' },
  { table: 'clock_entries', person: 'user_id' },
  { table: 'gallery', person: 'uploaded_by_id' },
  { table: 'daily_logs', person: 'author_id' },
  { table: 'material_stock', person: 'created_by_id' },
  { table: 'expenses', person: 'created_by_id' },
]

/** Projects that a person works on. */
export const workedOnBy =
  (user_id: string): Narrow =>
  (where) => {
    const who = where.value(user_id)
    const ties = TIES.map(({ table, person }) => `select t.project_id from ${table} t where t.tenant_id = $1 and t.${person} = ${who}`)
    return where.add(`projects.id in (${ties.join(' union ')})`)
  }
