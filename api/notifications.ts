/** The bell: a person's notifications, and the stream that keeps an open console up to date (INT-1). */
import { z } from 'zod'
import { listNotifications, markRead, type NotificationRow, unreadCounts } from '../db/notifications'
import { listMeta, listQuery, metaOfPage } from './kit/list'
import { action, HANDLED, Reply, type Route, SIGNED_IN } from './kit/route'

const shared = { permission: SIGNED_IN, tag: 'notifications' } as const

const view = z.object({
  id: z.uuid(),
  kind: z.string().meta({ description: 'What happened, such as `document.rejected` or `task.due_soon`' }),
  title: z.string(),
  body: z.string().nullable(),
  subject: z.object({ type: z.string(), id: z.uuid() }).nullable().meta({ description: 'The record it is about' }),
  task_id: z.uuid().nullable(),
  read: z.boolean(),
  read_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
})

const present = (row: NotificationRow): Record<string, unknown> => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  body: row.body,
  subject: row.subject_type && row.subject_id ? { type: row.subject_type, id: row.subject_id } : null,
  task_id: row.task_id,
  read: row.read_at !== null,
  read_at: row.read_at,
  created_at: row.created_at,
})

const READ: Record<string, boolean> = { true: true, false: false }

const list = action({
  ...shared,
  method: 'get',
  path: '/api/notifications',
  summary: 'My notifications, newest first',
  query: listQuery({
    filter: ['read', 'kind', 'subject_id', 'subject_type'],
    sort: ['created_at', 'updated_at'],
    values: { read: ['true', 'false'] },
  }),
  answer: z.array(view),
  meta: listMeta.extend({ unread: z.int() }),
  async handle({ db, actor, query }) {
    const { read, ...filters } = query.filters
    const asked = { user_id: actor.id, read: read?.length === 1 ? READ[read[0] ?? ''] : undefined }
    const [{ rows, total }, unread] = await Promise.all([listNotifications(db, asked, { ...query, filters }), unreadCounts(db, [actor.id])])
    return new Reply(rows.map(present), { meta: { ...metaOfPage(query, total), unread: unread.get(actor.id) ?? 0 } })
  },
})

const markBody = z
  .strictObject({ ids: z.array(z.uuid()).min(1).max(500).optional(), all: z.literal(true).optional() })
  .refine((body) => (body.ids === undefined) !== (body.all === undefined), { path: ['ids'], message: 'Send either ids or all: true.' })

const mark = action({
  ...shared,
  method: 'post',
  path: '/api/notifications/read',
  summary: 'Mark my notifications as read',
  body: markBody,
  answer: z.object({ marked: z.int(), count: z.int().meta({ description: 'Still unread' }) }),
  async handle({ db, actor, by, body }) {
    const marked = await markRead(db, { ...by, actor_id: actor.id }, body.ids)
    return { marked, count: (await unreadCounts(db, [actor.id])).get(actor.id) ?? 0 }
  },
})

const unreadCount = action({
  ...shared,
  method: 'get',
  path: '/api/notifications/unread-count',
  summary: 'How many I have not read',
  answer: z.object({ count: z.int() }),
  handle: async ({ db, actor }) => ({ count: (await unreadCounts(db, [actor.id])).get(actor.id) ?? 0 }),
})

const events = action({
  ...shared,
  method: 'get',
  path: '/api/events',
  summary: 'Live news: `notification {unread}`, `task {changed}`, `record {type, id}` for who may see it; a null id means many',
  answer: { media: 'text/event-stream' },
  audit: { none: 'tells that something changed; what it is now other routes tell' },
  async handle({ services, actor, res }) {
    await services.events.connect(actor, res)
    return HANDLED
  },
})

export const notificationRoutes: Route[] = [list, mark, unreadCount, events]
