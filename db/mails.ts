/** Mail: queued by the step that causes it, sent by the dispatcher, kept as a log of what went to whom and why. */
import { v7 as uuidv7 } from 'uuid'
import { conflict } from '../domain/errors'
import { adminsOf } from './auditor/incidents'
import { ask, inTransaction, type TenantDb, type Trx } from './kit/client'
import { type Builder, filterBy, type ListQuery, type Page, pageOf, searchIn } from './kit/lists'
import { tableModel } from './kit/model'
import { requireRecord } from './kit/records'
import { type By, writeAudit } from './kit/trail'
import { notify } from './notifications'
import { queueAgain, queueFresh } from './outbox'

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
  /** When it is tried again after a try that failed. */
  next_attempt_at: Date | null
  sent_at: Date | null
  created_at: Date
  updated_at: Date
  version: number
}

const mine = (db: TenantDb | Trx): { tenant_id: string } => ({ tenant_id: db.userParams.tenant_id })

/** Queues a mail in the caller's transaction, once for each key, and answers its id; the dispatcher sends it when the transaction is over. */
export async function queueMail(trx: Trx, mail: NewMail): Promise<string> {
  const { to, key, subject, body, reason, user_id = null } = mail
  // A line break in a subject would start a header of its own.
  const line = subject.replace(/\s+/g, ' ').slice(0, 300)
  const { tenant_id } = mine(trx)
  const [fresh] = await ask<{ id: string }>(
    trx,
    `with fresh as (
       insert into mails (tenant_id, id, key, to_address, subject, body, reason, user_id) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (tenant_id, key) do nothing returning tenant_id, id
     ), queued as (${queueFresh('mail')})
     select id from fresh`,
    [tenant_id, uuidv7(), key, to, line, body, reason, user_id],
  )
  if (fresh) return fresh.id
  const { id } = await trx('mails').where({ tenant_id, key }).first('id')
  return id
}

/** What became of a try. */
export interface MailResult {
  /** Sent, failed for good, kept for want of a provider, or to be tried again. */
  status: MailStatus
  attempts: number
  provider: string | null
  provider_id?: string | null
  error?: string | null
  next_attempt_at?: Date | null
}

/** Notes what became of a try; what is known to be sent stays so. */
export async function settleMail(db: TenantDb | Trx, id: string, result: MailResult): Promise<void> {
  const { status, attempts, provider, provider_id = null, error = null, next_attempt_at = null } = result
  await db('mails')
    .where({ ...mine(db), id })
    .whereNot({ status: 'sent' })
    .update({
      status,
      attempts,
      provider,
      provider_id,
      error: error?.slice(0, 1000) ?? null,
      next_attempt_at,
      sent_at: status === 'sent' ? db.fn.now() : null,
      updated_at: db.fn.now(),
      version: db.raw('version + 1'),
    })
}

/** Those that a person may send again: given up, or kept because there was no provider. */
export const MAY_RETRY: readonly MailStatus[] = ['failed', 'outbox']

/** Sends a mail again by a person's wish; 409 when it waits, was sent, or has changed since it was read. */
export async function retryMail(db: TenantDb, by: By, { id, version }: { id: string; version: number }): Promise<void> {
  await inTransaction(db, async (trx) => {
    const before = requireRecord<MailRow>(
      await trx('mails')
        .where({ ...mine(trx), id })
        .forUpdate()
        .first(),
    )
    const current = { status: before.status, version: before.version }
    if (before.version !== version) throw conflict('stale_version', 'The record has changed since you read it.', { current })
    if (!MAY_RETRY.includes(before.status)) throw conflict('illegal_transition', `The mail is ${before.status}.`, { current, allowed: [] })
    await trx('mails')
      .where({ ...mine(trx), id })
      .update({ status: 'queued', attempts: 0, next_attempt_at: null, updated_at: trx.fn.now(), version: version + 1 })
    await queueAgain(trx, { id, kind: 'mail' })
    const { status: was, reason, error } = before
    await writeAudit(trx, by, { action: 'mail.retried', resource: 'mail', resource_id: id, data: { was, reason, error } })
  })
}

/** Tells the admins of a mail that was given up; who has such a notice unread knows already that there is something to look at. */
export async function tellOfFailedMail(trx: Trx, mail: { id: string; subject: string; error: string }): Promise<void> {
  // Failures that are noted at the same moment wait for each other, else each would find nobody told.
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('mail.failed ' || ?, 0))", [mine(trx).tenant_id])
  const admins = await adminsOf(trx)
  const told: string[] = await trx('notifications')
    .where({ ...mine(trx), kind: 'mail.failed' })
    .whereNull('read_at')
    .pluck('user_id')
  await notify(trx, {
    user_ids: admins.map(({ id }) => id).filter((id) => !told.includes(id)),
    kind: 'mail.failed',
    title: 'A mail could not be delivered',
    body: `${mail.subject}: ${mail.error.slice(0, 300)}`,
    subject_type: 'mail',
    subject_id: mail.id,
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
