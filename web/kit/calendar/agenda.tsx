/** The agenda: the same events as a list, day after day; the calendar's twin for readers, phones and paper. */
import { CalendarX } from 'lucide-react'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { EmptyState } from '../states/states'
import { dayKey, sameDay } from './days'
import { useEventWords, useSpanWords } from './event-chip'
import { itemsOn } from './layout'
import type { CalendarItem, ViewProps } from './types'

function Line({ item, open }: { item: CalendarItem; open(item: CalendarItem): void }) {
  const span = useSpanWords()
  const words = useEventWords()
  return (
    <li>
      <button
        type="button"
        className={`agenda-line tone-${item.tone}`}
        data-event={item.id}
        aria-label={words(item)}
        onClick={() => open(item)}
      >
        <span className="number soft when">{span(item)}</span>
        <span className="grow">
          <span className="strong">{item.title}</span>
          <span className="small soft" style={{ display: 'block' }}>
            {[item.kind, item.about, item.who].filter(Boolean).join(' · ')}
          </span>
        </span>
      </button>
    </li>
  )
}

export function AgendaView({ days, items, open }: ViewProps) {
  const text = useText()
  const format = useFormat()
  const today = new Date()
  const full = days.filter((day) => itemsOn(items, day).length > 0)
  if (full.length === 0)
    return (
      <EmptyState icon={CalendarX} title={text.calendar.empty}>
        {text.calendar.emptyText}
      </EmptyState>
    )
  return (
    <ol className="agenda">
      {full.map((day) => (
        <li key={dayKey(day)}>
          <h2 className={sameDay(day, today) ? 'today' : undefined}>
            {format.day(day)}
            {sameDay(day, today) && ` · ${text.calendar.today}`}
          </h2>
          <ul className="card">
            {itemsOn(items, day).map((item) => (
              <Line key={item.id} item={item} open={open} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}
