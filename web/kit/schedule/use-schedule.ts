/** The state of a schedule: dates being moved, saving them, taking them back. */
import { useState } from 'react'
import { dayOf, isoOf, sameSpan, type Span } from './days'
import type { Pending, ScheduleItem, ScheduleProps } from './types'

export interface ScheduleState {
  pending: Pending | null
  /** True while the server has the new dates and has not answered. */
  saving: boolean
  /** The dates as they are shown: moved ones where they stand. */
  spanOf(item: ScheduleItem): Span | null
  /** The dates as they are saved. */
  savedOf(item: ScheduleItem): Span | null
  move(item: ScheduleItem, span: Span): void
  discard(): void
  /** Saves what is moved, or what the pointer let go of just now; true when it was taken. */
  commit(dropped?: Pending): Promise<boolean>
}

const savedOf = ({ start, end }: ScheduleItem): Span | null => (start && end ? { start: dayOf(start), end: dayOf(end) } : null)

/** Only one item at a time is moved: the next one waits until the first is saved or taken back. */
export function useSchedule(change: ScheduleProps['change']): ScheduleState {
  const [pending, setPending] = useState<Pending | null>(null)
  const [saving, setSaving] = useState(false)
  return {
    pending,
    saving,
    savedOf,
    spanOf: (item) => (pending?.id === item.id ? pending.span : savedOf(item)),
    move(item, span) {
      if (!change || saving || (pending && pending.id !== item.id)) return
      const saved = savedOf(item)
      setPending(saved && sameSpan(saved, span) ? null : { id: item.id, span })
    },
    discard: () => setPending(null),
    async commit(dropped) {
      const next = dropped ?? pending
      if (!next || !change || saving) return false
      setSaving(true)
      try {
        return await change(next.id, isoOf(next.span.start), isoOf(next.span.end))
      } finally {
        setSaving(false)
        setPending(null)
      }
    },
  }
}
