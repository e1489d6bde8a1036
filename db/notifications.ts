/** In-app notifications: written by the step that causes them, read by their person. */
import { v7 as uuidv7 } from 'uuid'
import { inTransaction, type TenantDb, type Trx } from './kit/client'
import { type Builder, filterBy, type ListQuery, type Page, pageOf, searchIn } from './kit/lists'
import { tableModel } from './kit/model'
import { type By, writeAudit } from './kit/trail'

export interface Notice {
  user_ids: readonly string[]
  kind: string
  title: string
  body?: string | null
  subject_type?: string
  subject_id?: string
  task_id?: string | null
}

/** One notification for each person, in the caller's transaction; nobody twice. */
export async function notify(trx: Trx, notice: Notice): Promise<void> {
  const { user_ids, ...rest } = notice
  const people = [...new Set(user_ids)]
  if (people.length === 0) return
  const tenant_id: string = trx.userParams.tenant_id
  await trx('notifications').insert(people.map((user_id) => ({ tenant_id, id: uuidv7(), user_id, ...rest })))
}

/** A notification as its person sees it. */
export interface NotificationRow {
  id: string
  kind: string
  title: string
  body: string | null
  subject_type: string | null
  subject_id: string | null
  task_id: string | null
  read_at: Date | null
  created_at: Date
}

/** One page of a person's notifications; `read` asks for those read or unread. */
export function listNotifications(
  db: TenantDb,
  asked: { user_id: string; read: boolean | undefined },
  list: ListQuery,
): Promise<Page<NotificationRow>> {
  const query = tableModel('notifications').query(db) as unknown as Builder
  query.where('notifications.user_id', asked.user_id)
  filterBy(query, list.filters, 'notifications')
  searchIn(query, ['notifications.title', 'notifications.body'], list.search)
  if (asked.read === true) query.whereNotNull('notifications.read_at')
  if (asked.read === false) query.whereNull('notifications.read_at')
  return pageOf<NotificationRow>(query, list, 'notifications')
}

/** Unread notifications by person; who has none is not in the map. */
export async function unreadCounts(db: TenantDb, user_ids: readonly string[]): Promise<Map<string, number>> {
  const found = await db('notifications')
    .where({ tenant_id: db.userParams.tenant_id })
    .whereIn('user_id', [...user_ids])
    .whereNull('read_at')
    .groupBy('user_id')
    .select('user_id')
    .count('* as n')
  return new Map((found as unknown as { user_id: string; n: bigint }[]).map(({ user_id, n }) => [user_id, Number(n)]))
}

/** Marks a person's own notifications as read, all of them when no ids are given; answers how many changed. */
export const markRead = (db: TenantDb, by: By & { actor_id: string }, ids?: readonly string[]): Promise<number> =>
  inTransaction(db, async (trx) => {
    const marked = await mark(trx, by.actor_id, ids)
    if (marked > 0) await writeAudit(trx, by, { action: 'notifications.read', resource: 'notification', data: { marked } })
    return marked
  })

async function mark(db: Trx, user_id: string, ids?: readonly string[]): Promise<number> {
  const query = db('notifications').where({ tenant_id: db.userParams.tenant_id, user_id }).whereNull('read_at')
  if (ids) query.whereIn('id', [...ids])
  return query.update({ read_at: db.fn.now(), updated_at: db.fn.now(), version: db.raw('version + 1') })
}
