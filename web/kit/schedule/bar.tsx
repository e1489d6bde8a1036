/** One item on the timeline: moved and stretched by pointer or by keyboard. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { meaningOf } from '../states/status'
import { isoOf, lengthOf, moved, type Span, stretched } from './days'
import type { ScheduleItem } from './types'
import type { ScheduleState } from './use-schedule'

/** The words of a span: from, to, how many days. */
export function useSpanWords(): (span: Span) => string {
  const text = useText()
  const format = useFormat()
  return (span) => text.schedule.span(format.date(isoOf(span.start)), format.date(isoOf(span.end)), text.phases.days(lengthOf(span)))
}

export interface BarProps {
  item: ScheduleItem
  span: Span
  state: ScheduleState
  /** Pixels a day takes, and the first day shown. */
  width: number
  first: number
  movable: boolean
  /** Whether the keyboard starts here. */
  tabbable: boolean
  hint: string
  focusNext(by: number): void
  onFocus(): void
  /** After a pointer let go of moved dates. */
  dropped(item: ScheduleItem, span: Span): void
  open?(id: string): void
}

interface Drag {
  x: number
  from: Span
  edge: 'start' | 'end' | null
  by: number
  /** Where it is now: the last move may not have been drawn yet when the pointer lets go. */
  span: Span
}

const WEEK = 7
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -WEEK, PageDown: WEEK }

function useDrag({ item, span, state, width, movable, dropped, open }: BarProps) {
  const drag = useRef<Drag | null>(null)
  const place = (event: PointerEvent): void => {
    const now = drag.current
    if (!now) return
    const by = Math.round((event.clientX - now.x) / width)
    if (by === now.by) return
    now.by = by
    now.span = now.edge ? stretched(now.from, now.edge, by) : moved(now.from, by)
    state.move(item, now.span)
  }
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (!movable || event.button !== 0 || !state.free(item)) return
      const edge = (event.target as HTMLElement).dataset.edge as 'start' | 'end' | undefined
      drag.current = { x: event.clientX, from: span, edge: edge ?? null, by: 0, span }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: place,
    onPointerUp() {
      const now = drag.current
      drag.current = null
      if (now && now.by !== 0) dropped(item, now.span)
    },
    onPointerCancel() {
      drag.current = null
      state.discard()
    },
    onDoubleClick: () => open?.(item.id),
    letGo() {
      drag.current = null
    },
  }
}

function useBarKeys({ item, span, state, movable, focusNext, open }: BarProps, letGo: () => void) {
  const pending = state.pending?.id === item.id
  return (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const step = STEPS[event.key]
    if (event.key === 'ArrowDown') focusNext(1)
    else if (event.key === 'ArrowUp') focusNext(-1)
    else if (step !== undefined && movable) state.move(item, event.shiftKey ? stretched(span, 'end', step) : moved(span, step))
    else if (event.key === 'Enter' && pending) void state.commit()
    else if (event.key === 'Enter' && (state.free(item) || !movable)) open?.(item.id)
    else if (event.key === 'Escape' && pending) {
      letGo()
      state.discard()
    } else return
    // The page's own keys must not see what was meant for the bar.
    event.preventDefault()
  }
}

export function Bar(props: BarProps) {
  const { item, span, state, width, first, movable, tabbable, hint, onFocus } = props
  const text = useText()
  const words = useSpanWords()
  const { letGo, ...pointer } = useDrag(props)
  const onKeyDown = useBarKeys(props, letGo)
  const pending = state.pending?.id === item.id
  const long = lengthOf(span) * width
  const label = text.schedule.bar({
    name: item.name,
    span: words(span),
    progress: item.progress,
    status: wordOf(text, 'values', item.status),
  })
  return (
    <button
      type="button"
      className={`schedule-bar ${meaningOf(item.status)}`}
      data-bar={item.id}
      data-pending={pending || undefined}
      data-movable={movable || undefined}
      style={{ left: (span.start - first) * width, width: long }}
      tabIndex={tabbable ? 0 : -1}
      aria-label={pending ? text.schedule.pending(item.name, words(span)) : label}
      aria-describedby={movable ? hint : undefined}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      {...pointer}
    >
      <span className="fill" style={{ width: `${item.progress}%` }} aria-hidden />
      <span className="words" aria-hidden>
        {item.progress > 0 && long > 44 ? `${item.progress}%` : ''}
      </span>
      {movable && <span className="edge" data-edge="start" aria-hidden />}
      {movable && <span className="edge end" data-edge="end" aria-hidden />}
    </button>
  )
}
