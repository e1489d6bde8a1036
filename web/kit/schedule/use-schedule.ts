/** The state of a schedule: dates being moved, dates on their way to the server, taking them back. */
import { useState } from 'react'
import { dayOf, isoOf, sameSpan, type Span } from './days'
import type { Pending, ScheduleItem, ScheduleProps } from './types'

export interface ScheduleState {
  pending: Pending | null
  /** The dates as they are shown: moved ones where they stand, saved ones at once. */
  spanOf(item: ScheduleItem): Span | null
  /** The dates as they are saved. */
  savedOf(item: ScheduleItem): Span | null
  /** Whether an item may be moved now. */
  free(item: ScheduleItem): boolean
  move(item: ScheduleItem, span: Span): void
  discard(): void
  /** Saves what is moved, or what the pointer let go of just now; true when it was taken. */
  commit(dropped?: Pending): Promise<boolean>
}

const savedOf = ({ start, end }: ScheduleItem): Span | null => (start && end ? { start: dayOf(start), end: dayOf(end) } : null)

/**
 * Only one item at a time is moved: the next one waits until the first is saved or taken back. Saving holds up
 * nobody: what is sent stands where it was put, and goes back when it is refused.
 */
export function useSchedule(change: ScheduleProps['change']): ScheduleState {
  const [pending, setPending] = useState<Pending | null>(null)
  const [sent, setSent] = useState<Record<string, Span>>({})
  const free = (item: ScheduleItem): boolean =>
    change !== undefined && sent[item.id] === undefined && (pending === null || pending.id === item.id)
  return {
    pending,
    savedOf,
    free,
    spanOf: (item) => (pending?.id === item.id ? pending.span : (sent[item.id] ?? savedOf(item))),
    move(item, span) {
      if (!free(item)) return
      const saved = savedOf(item)
      setPending(saved && sameSpan(saved, span) ? null : { id: item.id, span })
    },
    discard: () => setPending(null),
    async commit(dropped) {
      const next = dropped ?? pending
      if (!next || !change) return false
      const { id, span } = next
      setPending(null)
      setSent((before) => ({ ...before, [id]: span }))
      try {
        return await change(id, isoOf(span.start), isoOf(span.end))
      } finally {
        setSent(({ [id]: _settled, ...rest }) => rest)
      }
    },
  }
}
