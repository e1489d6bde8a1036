/** Items over time: a head of months and days, today's line, a bar for each item. */
import { Button } from '@mantine/core'
import { CalendarPlus } from 'lucide-react'
import { type CSSProperties, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { useLanguage, useText } from '../language/language'
import { sayUndo } from '../shell/say-undo'
import { Bar, type BarProps, useSpanWords } from './bar'
import { isoOf, lengthOf, monthsOf, rangeOf, type Span, ticksOf, WIDTHS, type Zoom } from './days'
import type { ScheduleItem, ScheduleProps } from './types'
import { type ScheduleState, useSchedule } from './use-schedule'
import './schedule.css'

interface Props extends Omit<ScheduleProps, 'name' | 'table'> {
  zoom: Zoom
  today: number
  /** Moves the view to today. */
  scroller: RefObject<(() => void) | null>
}

function Head({ range, zoom, today }: { range: Span; zoom: Zoom; today: number }) {
  const { text, language } = useLanguage()
  const width = WIDTHS[zoom]
  return (
    <div className="schedule-head" aria-hidden>
      <div className="schedule-name">{text.schedule.names}</div>
      <div>
        <div className="months">
          {monthsOf(range, language === 'pt' ? 'pt-BR' : 'en-GB').map((tick) => (
            <span key={tick.day} style={{ width: tick.days * width }}>
              <b>{tick.days * width > 56 ? tick.label : ''}</b>
            </span>
          ))}
        </div>
        <div className="days">
          {ticksOf(range, zoom).map((tick) => (
            <span
              key={tick.day}
              data-free={tick.free}
              data-today={tick.day === today && zoom === 'week' ? true : undefined}
              style={{ width: tick.days * width }}
            >
              {tick.label}
            </span>
          ))}
        </div>
      </div>
    </div>
  )
}

/** What is moved and not saved, with the two ways on; also read out. */
function PendingBar({ state, items }: { state: ScheduleState; items: readonly ScheduleItem[] }) {
  const text = useText()
  const words = useSpanWords()
  const { pending } = state
  const item = items.find((each) => each.id === pending?.id)
  const saved = item && state.savedOf(item)
  return (
    <div className="schedule-pending" role="status">
      {pending && item && (
        <>
          <span className="grow">
            {text.schedule.pending(item.name, words(pending.span))}{' '}
            {saved && <span className="soft">({text.schedule.was(words(saved))})</span>}
          </span>
          <Button size="compact-sm" onClick={() => void state.commit()}>
            {text.schedule.save}
          </Button>
          <Button size="compact-sm" variant="default" onClick={state.discard}>
            {text.schedule.discard}
          </Button>
        </>
      )}
    </div>
  )
}

const FIRST_LENGTH = 5

/** Where an item without dates begins: the day after the last that has some, else today. */
function firstSpan(items: readonly ScheduleItem[], state: ScheduleState, today: number): Span {
  const ends = items.flatMap((item) => state.spanOf(item)?.end ?? [])
  const start = ends.length > 0 ? Math.max(...ends) + 1 : today
  return { start, end: start + FIRST_LENGTH - 1 }
}

/** Says what was moved by the pointer, and takes it back when asked. */
function useDropped(change: ScheduleProps['change'], state: ScheduleState) {
  const text = useText()
  const words = useSpanWords()
  // Taking back changes the item as it is then, not as it was when it was dropped.
  const latest = useRef(change)
  latest.current = change
  return async (item: ScheduleItem, span: Span): Promise<void> => {
    const before = state.savedOf(item)
    if (!(await state.commit({ id: item.id, span })) || !before) return
    sayUndo({
      id: `moved-${item.id}`,
      message: text.schedule.moved(item.name, words(span)),
      verb: text.schedule.undo,
      undo: () => void latest.current?.(item.id, isoOf(before.start), isoOf(before.end)),
    })
  }
}

/** The view begins at what is going on: today when it is shown, else the first bar. */
function useView(
  frame: RefObject<HTMLDivElement | null>,
  at: { range: Span; today: number; zoom: Zoom; scroller: Props['scroller']; from: number },
) {
  const { range, today, zoom, scroller, from } = at
  const shown = today >= range.start && today <= range.end
  const target = shown ? today : from
  useEffect(() => {
    const show = () => {
      const view = frame.current
      if (view) view.scrollLeft = Math.max(0, (target - range.start) * WIDTHS[zoom] - (view.clientWidth - 180) / 3)
    }
    scroller.current = show
    show()
    // Only another scale moves the view by itself: dates that change must not pull it away.
  }, [zoom])
  return shown
}

interface LineProps extends Omit<BarProps, 'span'> {
  items: readonly ScheduleItem[]
  today: number
}

/** One item: its name, and its bar or the way to its first dates. */
function Line({ items, today, ...bar }: LineProps) {
  const text = useText()
  const { item, state, open, movable } = bar
  const span = state.spanOf(item)
  return (
    <div className="schedule-row">
      <div className="schedule-name">
        {open ? (
          <button type="button" className="cut" onClick={() => open(item.id)} title={item.name}>
            {item.name}
          </button>
        ) : (
          <span className="cut">{item.name}</span>
        )}
      </div>
      <div className="schedule-track">
        {span ? (
          <Bar {...bar} span={span} />
        ) : (
          <span className="schedule-none">
            {text.schedule.unplanned}
            {movable && (
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<CalendarPlus size={14} aria-hidden />}
                onClick={() => state.move(item, firstSpan(items, state, today))}
              >
                {text.schedule.plan(item.name)}
              </Button>
            )}
          </span>
        )}
      </div>
    </div>
  )
}

export function TimelineView({ title, items, change, open, zoom, today, scroller }: Props) {
  const text = useText()
  const hint = useId()
  const frame = useRef<HTMLDivElement>(null)
  const state = useSchedule(change)
  const [at, setAt] = useState<string | null>(null)
  const dropped = useDropped(change, state)
  const spans = items.flatMap((item) => state.savedOf(item) ?? [])
  const range = rangeOf(spans, today)
  const width = WIDTHS[zoom]
  const todayShown = useView(frame, { range, today, zoom, scroller, from: Math.min(...spans.map((span) => span.start)) })
  const planned = items.filter((item) => state.spanOf(item))
  const current = planned.find((item) => item.id === at) ?? planned[0]
  const focusNext = (from: ScheduleItem, by: number) => {
    const next = planned[planned.indexOf(from) + by]
    const bar = next && frame.current?.querySelector<HTMLElement>(`[data-bar="${next.id}"]`)
    bar?.focus()
    bar?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  const inner = { '--day': `${width}px`, '--track': `${lengthOf(range) * width}px` } as CSSProperties
  const shared = { items, today, state, width, first: range.start, movable: change !== undefined, hint, open }
  return (
    <div role="group" aria-label={title}>
      <p id={hint} className="sr-only">
        {text.schedule.hint}
      </p>
      <div className="schedule" ref={frame} data-zoom={zoom} tabIndex={-1}>
        <div className="schedule-inner" style={inner}>
          <Head range={range} zoom={zoom} today={today} />
          {todayShown && (
            <div
              className="schedule-today"
              style={{ left: `calc(var(--names) + ${(today - range.start) * width + width / 2}px)` }}
              aria-hidden
            >
              <span>{text.schedule.today}</span>
            </div>
          )}
          {items.map((item) => (
            <Line
              key={item.id}
              {...shared}
              item={item}
              tabbable={item === current}
              focusNext={(by) => focusNext(item, by)}
              onFocus={() => setAt(item.id)}
              dropped={(which, span) => void dropped(which, span)}
            />
          ))}
        </div>
      </div>
      <PendingBar state={state} items={items} />
    </div>
  )
}
