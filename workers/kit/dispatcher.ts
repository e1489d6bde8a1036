/** The dispatcher: takes what is due from the outbox and sends it, in every worker process, none of it by two at once. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type Database, inTenant, tenantDb, type Trx } from '../../db/kit/client'
import { type Due, giveUp, leave, LEASE_SECONDS, postpone, takeDue } from '../../db/outbox'
import { reach } from '../../domain/kit/failpoint'
import { type Channel, type Ending, Undeliverable } from '../channels/channel'

// What is taken is leased in a transaction of its own, sent, and noted in a second one. A process that dies before sending
// loses nothing: the lease ends and another one takes it. One that dies between sending and noting, or stands still for
// longer than the lease, is the only way for something to be sent twice: then under the same id (the Message-ID of a mail),
// by which its receiver can tell.

/** Sent at once by one process: what is slow to be taken holds no more than its place. */
const AT_ONCE = 8
/** Between two looks when nothing is due. */
const IDLE_MS = 1000
/** A try is over well before its lease. */
const LONGEST_TRY_MS = (LEASE_SECONDS - 30) * 1000
/** Tries to note what became of a try, while the lease still holds. */
const NOTING = { tries: 5, pause_ms: 500 }
/** How long the end of the process waits for what is on its way. */
const LAST_WAIT_MS = 8000

const FIRST_PAUSE_S = 5
const LONGEST_PAUSE_S = 30 * 60
/** With these pauses, about a day; then it is a dead letter, and a person decides. */
export const MOST_ATTEMPTS = 56

export interface Dispatching {
  db: Database
  log: Logger
  channels: Readonly<Record<string, Channel>>
}

export interface Dispatcher {
  /** Takes nothing more, and waits a while for what is on its way. */
  stop(): Promise<void>
}

/** Seconds until the next try after so many: doubled each time up to half an hour, a fifth more or less, so that not all come back at once. */
export function secondsBefore(attempts: number, random: () => number = Math.random): number {
  const whole = Math.min(FIRST_PAUSE_S * 2 ** (attempts - 1), LONGEST_PAUSE_S)
  return (whole * (4 + 2 * random())) / 5
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

type Outcome = { status: 'done'; answer: unknown } | { status: 'failed' | 'later'; error: string } | { status: 'gone' }

/** One try; nothing is written. */
async function attempt({ db, log }: Dispatching, channel: Channel, due: Due): Promise<Outcome> {
  const { tenant_id, id, kind, attempts } = due
  const content = await channel.read(tenantDb(db, tenant_id), id)
  if (content === undefined) return { status: 'gone' }
  // Whoever took it last never came back, each time: it may be what ends them.
  if (attempts > MOST_ATTEMPTS) return { status: 'failed', error: `Given up after ${MOST_ATTEMPTS} tries` }
  const over = new AbortController()
  try {
    const late = pause(LONGEST_TRY_MS, undefined, { signal: over.signal }).then(() => {
      throw new Error(`No answer within ${LONGEST_TRY_MS / 1000} seconds`)
    })
    return { status: 'done', answer: await Promise.race([channel.send(content), late]) }
  } catch (error) {
    log.warn({ err: error, tenant_id, id, kind, attempt: attempts }, 'nothing was sent')
    const final = error instanceof Undeliverable || attempts >= MOST_ATTEMPTS
    return { status: final ? 'failed' : 'later', error: messageOf(error) }
  } finally {
    over.abort()
  }
}

/** The row of the outbox and the note of its kind, together; nothing when another dispatcher has taken it over. */
async function settle(trx: Trx, channel: Channel, { due, outcome }: { due: Due; outcome: Outcome }): Promise<void> {
  const { id, attempts } = due
  const note = (ending: Ending): Promise<void> => channel.note(trx, id, ending)
  if (outcome.status === 'done') {
    await leave(trx, due)
    return note({ status: 'done', attempts, answer: outcome.answer })
  }
  if (outcome.status === 'gone') return void (await leave(trx, due))
  const { error } = outcome
  if (outcome.status === 'failed') return (await giveUp(trx, due)) ? note({ status: 'failed', attempts, error }) : undefined
  const at = await postpone(trx, due, secondsBefore(attempts))
  return at ? note({ status: 'later', attempts, error, at }) : undefined
}

/** What was sent is sent: a database that is away for a moment must not make it be sent again. */
async function persistently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= NOTING.tries) throw error
      await pause(NOTING.pause_ms * 2 ** attempt)
    }
  }
}

/** Sends one; never throws, for what is not noted comes back when its lease is over. */
async function deliver(dispatching: Dispatching, due: Due): Promise<void> {
  const { db, log, channels } = dispatching
  const { tenant_id, id, kind, attempts } = due
  try {
    const channel = channels[kind]
    if (!channel) throw new Error(`Nothing sends a ${kind}`)
    const outcome = await attempt(dispatching, channel, due)
    await reach('K7')
    await persistently(() => inTenant(db, tenant_id, (trx) => settle(trx, channel, { due, outcome })))
    await reach('K8')
  } catch (error) {
    log.error(
      { err: error, tenant_id, id, kind, attempt: attempts },
      'what became of it could not be noted; it is taken again when its lease is over',
    )
  }
}

const take = ({ db, channels }: Dispatching, most: number): Promise<Due[]> => takeDue(db, { kinds: Object.keys(channels), most })

/** Sends what is due now, once; answers how many were tried. */
export async function dispatchDue(dispatching: Dispatching): Promise<number> {
  let tried = 0
  for (let due = await take(dispatching, AT_ONCE); due.length > 0; due = await take(dispatching, AT_ONCE)) {
    await Promise.all(due.map((one) => deliver(dispatching, one)))
    tried += due.length
  }
  return tried
}

/** Dispatches until stopped; a database that is away is asked again. */
export function startDispatcher(dispatching: Dispatching): Dispatcher {
  const { log } = dispatching
  const stopping = new AbortController()
  const { signal } = stopping
  const running = new Set<Promise<void>>()

  const start = (due: Due): void => {
    const work: Promise<void> = deliver(dispatching, due).finally(() => running.delete(work))
    running.add(work)
  }
  const look = async (): Promise<void> => {
    try {
      for (const due of await take(dispatching, AT_ONCE - running.size)) start(due)
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be read; it is asked again')
    }
  }
  const rest = (): Promise<void> =>
    pause(IDLE_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await look()
      if (running.size >= AT_ONCE) await Promise.race(running)
      else await rest()
    }
  }
  const ended = run()
  return {
    async stop() {
      stopping.abort()
      await ended
      await Promise.race([Promise.all(running), pause(LAST_WAIT_MS, undefined, { ref: false })])
    },
  }
}
