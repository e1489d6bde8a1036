/** What the dispatcher needs of each kind of thing that leaves the house. */
import type { TenantDb, Trx } from '../../db/kit/client'

/** The receiver refuses this, now and later: no further try can help. */
export class Undeliverable extends Error {}

/** What became of a try: given out, given up, or to be tried again at an instant. */
export type Ending =
  | { status: 'done'; attempts: number; answer: unknown }
  | { status: 'failed'; attempts: number; error: string }
  | { status: 'later'; attempts: number; error: string; at: Date }

/** A way out for one kind: its content inside the wall, the sending itself, and the note of what became of it. */
export interface Channel {
  /** What is to be sent; undefined when nothing is left to do. */
  read(db: TenantDb, id: string): Promise<unknown>
  /**
   * Sends it under an id that is the same at every try, so that a receiver can tell a repeat; nothing is written.
   * Throws `Undeliverable` when no further try can help, anything else when one may.
   */
  send(content: unknown): Promise<unknown>
  /** Notes the ending, in the transaction that takes it out of the outbox or puts it off. */
  note(trx: Trx, id: string, ending: Ending): Promise<void>
}

/** A channel whose content and answer have types; the dispatcher carries both without looking. */
export interface TypedChannel<Content, Answer> {
  read(db: TenantDb, id: string): Promise<Content | undefined>
  send(content: Content): Promise<Answer>
  note(
    trx: Trx,
    id: string,
    ending: Exclude<Ending, { status: 'done' }> | { status: 'done'; attempts: number; answer: Answer },
  ): Promise<void>
}

/** A typed channel as the dispatcher takes it. */
export const channelOf = <Content, Answer>(channel: TypedChannel<Content, Answer>): Channel => ({
  read: (db, id) => channel.read(db, id),
  send: (content) => channel.send(content as Content),
  note: (trx, id, ending) => channel.note(trx, id, ending.status === 'done' ? { ...ending, answer: ending.answer as Answer } : ending),
})
