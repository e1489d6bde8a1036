/** A month: weeks below each other, a few events in each day, the rest one click away. */
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { addMinutes, dayKey, sameDay } from './days'
import { EventChip } from './event-chip'
import { itemsOn } from './layout'
import type { ViewProps } from './types'

const SHOWN = 3
const MORNING_MINUTES = 9 * 60

function Day({ view, day, today }: { view: ViewProps; day: Date; today: Date }) {
  const text = useText()
  const format = useFormat()
  const items = itemsOn(view.items, day)
  const shown = items.length > SHOWN ? items.slice(0, SHOWN - 1) : items
  const chosen = sameDay(day, view.day)
  const other = day.getMonth() !== view.day.getMonth()
  const openDay = () => view.show({ view: 'day', day })
  const onClick = () => {
    if (view.grab?.dragged()) return
    if (view.create) view.create(addMinutes(day, MORNING_MINUTES))
    else openDay()
  }
  return (
    <div
      className={`month-day${other ? ' other' : ''}${chosen ? ' chosen' : ''}${sameDay(day, today) ? ' today' : ''}`}
      data-day={dayKey(day)}
      onClick={onClick}
      onKeyDown={() => undefined}
      role="group"
      aria-label={format.day(day)}
    >
      <button
        type="button"
        className="day-number"
        aria-label={`${format.day(day)}, ${text.calendar.events(items.length)}`}
        aria-current={sameDay(day, today) ? 'date' : undefined}
        onClick={(event) => (event.stopPropagation(), openDay())}
      >
        {day.getDate()}
      </button>
      {shown.map((item) => (
        <EventChip key={item.id} item={item} view={view} />
      ))}
      {items.length > shown.length && (
        <button type="button" className="more" onClick={(event) => (event.stopPropagation(), openDay())}>
          {text.calendar.more(items.length - shown.length)}
        </button>
      )}
    </div>
  )
}

export function MonthView(view: ViewProps) {
  const format = useFormat()
  const text = useText()
  const today = new Date()
  return (
    <div className="month">
      <div className="week-names" aria-hidden>
        {view.days.slice(0, 7).map((day) => (
          <span key={day.getDay()}>{format.weekday(day)}</span>
        ))}
      </div>
      <div
        className="month-days"
        role="group"
        aria-label={text.calendar.views.month}
        style={{ gridTemplateRows: `repeat(${view.days.length / 7}, minmax(96px, 1fr))` }}
      >
        {view.days.map((day) => (
          <Day key={dayKey(day)} view={view} day={day} today={today} />
        ))}
      </div>
    </div>
  )
}
