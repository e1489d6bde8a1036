/** Days side by side with their hours: the week, and the day alone. */
import { useEffect, useRef } from 'react'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { atMinutes, dayKey, minutesOf, sameDay } from './days'
import { EventChip } from './event-chip'
import { isLong, isOn, placedOn } from './layout'
import type { ViewProps } from './types'

const HOUR_PX = 46
const FIRST_SEEN_HOUR = 7
const TALL_MINUTES = 50
const SLOT_MINUTES = 30

const top = (minutes: number): number => (minutes / 60) * HOUR_PX

function Column({ view, day, now }: { view: ViewProps; day: Date; now: Date }) {
  const format = useFormat()
  const isToday = sameDay(day, now)
  const create = (event: React.MouseEvent<HTMLElement>) => {
    // A drag that ends beside its event is no click on the hours.
    if (view.grab?.dragged()) return
    const box = event.currentTarget.getBoundingClientRect()
    const minutes = ((event.clientY - box.top) / box.height) * 1440
    view.create?.(atMinutes(day, Math.floor(minutes / SLOT_MINUTES) * SLOT_MINUTES))
  }
  return (
    <div
      className={`hours-day${isToday ? ' today' : ''}`}
      role="group"
      aria-label={format.day(day)}
      data-day={dayKey(day)}
      data-hours
      style={{ height: top(1440) }}
      onClick={create}
      onKeyDown={() => undefined}
    >
      {placedOn(view.items, day).map(({ item, from, to, lane, lanes }) => (
        <EventChip
          key={item.id}
          item={item}
          view={view}
          tall={to - from >= TALL_MINUTES}
          stretch
          style={{ top: top(from), height: top(to - from) - 2, left: `${(lane / lanes) * 100}%`, width: `calc(${100 / lanes}% - 4px)` }}
        />
      ))}
      {isToday && <span className="now-line" style={{ top: top(minutesOf(now)) }} aria-hidden />}
    </div>
  )
}

/** Events that last whole days, above the hours. */
function LongItems({ view }: { view: ViewProps }) {
  const long = view.items.filter(isLong)
  if (long.length === 0) return null
  return (
    <div className="hours-row long">
      <span className="hour-names" />
      {view.days.map((day) => (
        <div key={dayKey(day)} data-day={dayKey(day)} className="long-day">
          {long
            .filter((item) => isOn(item, day))
            .map((item) => (
              <EventChip key={item.id} item={item} view={view} />
            ))}
        </div>
      ))}
    </div>
  )
}

export function HoursView(view: ViewProps) {
  const text = useText()
  const format = useFormat()
  const scroll = useRef<HTMLDivElement>(null)
  const now = new Date()
  useEffect(() => {
    scroll.current?.scrollTo({ top: top(FIRST_SEEN_HOUR * 60) })
  }, [])
  return (
    <div
      className={`hours${view.days.length === 1 ? ' single' : ''}`}
      ref={scroll}
      tabIndex={0}
      role="region"
      aria-label={text.calendar.hours}
    >
      <div className="hours-head">
        <div className="hours-row">
          <span className="hour-names" />
          {view.days.map((day) => (
            <button
              type="button"
              key={dayKey(day)}
              className={`day-head${sameDay(day, now) ? ' today' : ''}${sameDay(day, view.day) ? ' chosen' : ''}`}
              onClick={() => view.show({ view: 'day', day })}
              aria-label={format.day(day)}
              aria-current={sameDay(day, now) ? 'date' : undefined}
            >
              {format.weekday(day)} <b>{day.getDate()}</b>
            </button>
          ))}
        </div>
        <LongItems view={view} />
      </div>
      <div className="hours-row body">
        <div className="hour-names number" aria-hidden>
          {Array.from({ length: 23 }, (_, hour) => (
            <span key={hour} style={{ top: top((hour + 1) * 60) }}>
              {format.time(atMinutes(now, (hour + 1) * 60))}
            </span>
          ))}
        </div>
        {view.days.map((day) => (
          <Column key={dayKey(day)} view={view} day={day} now={now} />
        ))}
      </div>
    </div>
  )
}
