/** The envelope of every answer (seed C, ADM-013). */
import type { Response } from 'express'
import { messageOf, Refused } from '../../domain/errors'
import { Reply } from './route'
import type { Sent } from './idempotent'

const OK_MESSAGES: Record<number, string> = { 200: 'OK', 201: 'Created', 202: 'Accepted' }

// A bigint in an answer is always a mistake of ours: amounts are presented as decimal strings, counts as numbers.
const json = (body: unknown): string => JSON.stringify(body)

/** What a handler returned, as status and body. */
export function successOf(value: unknown, status: number): Sent {
  const reply = value instanceof Reply ? value : new Reply(value)
  const code = reply.more.status ?? status
  const meta = reply.more.meta
  const body = { success: true, msg: OK_MESSAGES[code] ?? 'OK', data: reply.data ?? null, ...(meta ? { meta } : {}) }
  return { status: code, answer: json(body) }
}

/** A refusal as status and body: `reason` is the code, the rest what it carries. */
export function refusalAnswer(refused: Refused): Sent {
  const { status, code, details } = refused
  const msg = messageOf(status)
  if (status === 401 || status === 404) return { status, answer: json({ success: false, msg, data: null }) }
  if (status === 422) return { status, answer: json({ success: false, msg, data: { errors: details.errors ?? {} } }) }
  const { retry_after: _seconds, ...data } = details
  return { status, answer: json({ success: false, msg, data: { reason: code, message: refused.message, ...data } }) }
}

/** Writes an answer with its length, so that the connection is reused at once. */
export function send(res: Response, sent: Sent): void {
  if (sent.replayed) res.setHeader('Idempotency-Replayed', 'true')
  res.statusCode = sent.status
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Content-Length', Buffer.byteLength(sent.answer))
  res.end(sent.answer)
}
