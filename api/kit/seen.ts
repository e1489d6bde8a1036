/** What leaves Cien is told before its first byte does, whatever the request's shape. */
import { type Reading, writeReading } from '../../db/kit/readings'
import type { Call } from './route'

export interface Seen extends Reading {
  /** Fetched again and again by a page or a program that shows it: for ten minutes that is one reading. */
  repeats?: boolean
}

/**
 * Writes who reads what. A HEAD and a 304 send nothing of the content and are no reading: they tell its size and that it is
 * unchanged, to somebody who may read it. The parts of a file that one reader fetches are one reading.
 */
export async function tellSeen(
  call: Pick<Call, 'db' | 'by' | 'req'>,
  seen: Seen,
  { part = false }: { part?: boolean } = {},
): Promise<void> {
  if (call.req.method === 'HEAD') return
  const { repeats = false, ...reading } = seen
  await writeReading(call.db, call.by, { reading, part: part || repeats })
}
