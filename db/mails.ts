/** Mail: queued by the step that causes it, sent once by its process, kept as a log of what went to whom and why. */
import { v7 as uuidv7 } from 'uuid'
import type { TenantDb, Trx } from './kit/client'
import { type Builder, filterBy, type ListQuery, type Page, pageOf, searchIn } from './kit/lists'
import { tableModel } from './kit/model'

export const MAIL_STATUSES = ['queued', 'outbox', 'sent', 'failed'] as const
export type MailStatus = (typeof MAIL_STATUSES)[number]

export interface NewMail {
  /** One address. */
  to: string
  subject: string
  /** Plain text. */
  body: string
  /** Why it is sent, such as `registration.verify`. */
  reason: string
  user_id?: string | null
  /** Names the occasion: the same key again is the same mail. */
  key: string
}

export interface MailRow {
  id: string
  to_address: string
  subject: string
  body: string
  reason: string
  user_id: string | null
  status: MailStatus
  provider: string | null
  provider_id: string | null
  error: string | null
  attempts: number
  sent_at: Date | null
  created_at: Date
  updated_at: Date
  version: number
}

/** Seconds a try may take before another worker may take the mail over. */
const HOLD_SECONDS = 120

const mine = (db: TenantDb | Trx): { tenant_id: string } => ({ tenant_id: db.userParams.tenant_id })

/** Queues a mail in the caller's transaction; answers its id, for `sendMail` of the process. */
export async function queueMail(trx: Trx, mail: NewMail): Promise<string> {
  const { to, key, subject, body, reason, user_id = null } = mail
  // A line break in a subject would start a header of its own.
  const line = subject.replace(/\s+/g, ' ').slice(0, 300)
  await trx('mails')
    .insert({ ...mine(trx), id: uuidv7(), key, to_address: to, subject: line, body, reason, user_id })
    .onConflict(['tenant_id', 'key'])
    .ignore()
  const { id } = await trx('mails')
    .where({ ...mine(trx), key })
    .first('id')
  return id
}

/** Takes a queued mail for one try; `held` when another try is running, undefined when it needs none any more. */
export async function takeMail(db: TenantDb, id: string): Promise<MailRow | 'held' | undefined> {
  const taken = await db.raw(
    `update mails set attempts = attempts + 1, held_until = now() + interval '${HOLD_SECONDS} seconds', updated_at = now()
     where tenant_id = ? and id = ? and status = 'queued' and (held_until is null or held_until < now()) returning *`,
    [mine(db).tenant_id, id],
  )
  if (taken.rowCount > 0) return taken.rows[0]
  const row = await findMail(db, id)
  return row?.status === 'queued' ? 'held' : undefined
}

/** What became of a try: sent, failed for good, put into the outbox, or queued again with the reason. */
export async function settleMail(
  db: TenantDb,
  id: string,
  result: { status: MailStatus; provider: string | null; provider_id?: string | null; error?: string | null },
): Promise<void> {
  const { status, provider, provider_id = null, error = null } = result
  await db('mails')
    .where({ ...mine(db), id, status: 'queued' })
    .update({
      status,
      provider,
      provider_id,
      error: error?.slice(0, 1000) ?? null,
      held_until: null,
      sent_at: status === 'sent' ? db.fn.now() : null,
      updated_at: db.fn.now(),
      version: db.raw('version + 1'),
    })
}

/** One mail, or undefined. */
export const findMail = async (db: TenantDb, id: string): Promise<MailRow | undefined> =>
  db('mails')
    .where({ ...mine(db), id })
    .first()

/** One page of the log. */
export function listMails(db: TenantDb, list: ListQuery): Promise<Page<MailRow>> {
  const query = tableModel('mails').query(db) as unknown as Builder
  filterBy(query, list.filters, 'mails')
  searchIn(query, ['mails.to_address', 'mails.subject'], list.search)
  return pageOf<MailRow>(query, list, 'mails')
}
