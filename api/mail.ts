/** The log of mail: what was sent to whom and why, what waits, what was given up and may be sent again (INT-2). */
import { z } from 'zod'
import { findMail, listMails, MAIL_STATUSES, type MailRow, retryMail } from '../db/mails'
import { requireRecord } from '../db/kit/records'
import { idParams } from './kit/crud'
import { listMeta, listQuery, metaOfPage } from './kit/list'
import { action, ADMIN_ONLY, type Access, Reply, type Route, SIGNED_IN } from './kit/route'

const view = z.object({
  id: z.uuid(),
  to_address: z.string(),
  subject: z.string(),
  body: z.string().nullable().meta({ description: 'Null once it was sent: its links are for its reader only' }),
  reason: z.string(),
  user_id: z.uuid().nullable(),
  status: z.enum(MAIL_STATUSES).meta({
    description: '`outbox`: no provider is set, it can be read here; `failed`: refused for good, or given up after a day of tries',
  }),
  provider: z.string().nullable(),
  provider_id: z.string().nullable(),
  error: z.string().nullable(),
  attempts: z.int(),
  next_attempt_at: z.iso.datetime().nullable().meta({ description: 'When a mail that could not be sent is tried again' }),
  sent_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

function present(row: MailRow): Record<string, unknown> {
  const { id, to_address, subject, body, reason, user_id, status, provider, provider_id, error, attempts } = row
  const { next_attempt_at, sent_at, created_at, updated_at, version } = row
  const shown = status === 'sent' ? null : body
  return {
    id,
    to_address,
    subject,
    body: shown,
    reason,
    user_id,
    status,
    provider,
    provider_id,
    error,
    attempts,
    next_attempt_at,
    sent_at,
    created_at,
    updated_at,
    version,
  }
}

const retry = (path: string, permission: Access): Route =>
  action({
    method: 'post',
    path: `${path}/:id/retry`,
    permission,
    tag: 'mail',
    summary: 'Send a mail that was given up, or kept for want of a provider, again',
    params: idParams,
    body: z.strictObject({ version: z.number().int().min(1) }),
    answer: view,
    async handle({ db, by, params, body }) {
      requireRecord(await findMail(db, params.id))
      await retryMail(db, by, { id: params.id, version: body.version })
      return present(requireRecord(await findMail(db, params.id)))
    },
  })

const outbox = (path: string, permission: Access): Route[] => [
  action({
    method: 'get',
    path,
    permission,
    tag: 'mail',
    summary: 'Mail of the business, newest first',
    query: listQuery({
      filter: ['status', 'reason', 'user_id', 'provider'],
      sort: ['created_at', 'updated_at', 'sent_at', 'to_address'],
      values: { status: MAIL_STATUSES },
    }),
    answer: z.array(view),
    meta: listMeta,
    async handle({ db, query }) {
      const { rows, total } = await listMails(db, query)
      return new Reply(rows.map(present), { meta: metaOfPage(query, total) })
    },
  }),
  action({
    method: 'get',
    path: `${path}/:id`,
    permission,
    tag: 'mail',
    summary: 'One mail',
    params: idParams,
    answer: view,
    handle: async ({ db, params }) => present(requireRecord(await findMail(db, params.id))),
  }),
  retry(path, permission),
]

/** Each business reads its own; what belongs to none, such as registrations, is read by the platform. */
export const mailRoutes: Route[] = [...outbox('/api/admin/outbox', ADMIN_ONLY), ...outbox('/api/platform/outbox', SIGNED_IN)]
