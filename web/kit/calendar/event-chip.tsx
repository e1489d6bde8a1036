/** One event: a button that says in words what its colour means, and can be moved where that is allowed. */
import type { CSSProperties } from 'react'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { sameDay } from './days'
import type { CalendarItem, ViewProps } from './types'

/** `09:00–11:00`; the day as well where it ends on another one. */
export function useSpanWords(): (item: Pick<CalendarItem, 'start' | 'end'>) => string {
  const format = useFormat()
  return ({ start, end }) => {
    if (!end) return format.time(start)
    return sameDay(start, end) ? `${format.time(start)}–${format.time(end)}` : `${format.time(start)}–${format.instant(end.toISOString())}`
  }
}

/** Everything about an event in one sentence. */
export function useEventWords(): (item: CalendarItem) => string {
  const format = useFormat()
  const span = useSpanWords()
  return (item) => [item.title, item.kind, `${format.day(item.start)} ${span(item)}`, item.about, item.who].filter(Boolean).join(', ')
}

interface Props {
  item: CalendarItem
  view: Pick<ViewProps, 'held' | 'grab' | 'open'>
  style?: CSSProperties
  /** Tall enough for a second line. */
  tall?: boolean
  /** May be stretched at its end. */
  stretch?: boolean
}

export function EventChip({ item, view, style, tall = false, stretch = false }: Props) {
  const text = useText()
  const format = useFormat()
  const words = useEventWords()
  const { held, grab, open } = view
  const isHeld = held?.id === item.id
  const movable = item.movable && grab !== undefined
  return (
    <button
      type="button"
      className={`event tone-${item.tone}${isHeld ? ' held' : ''}${tall ? ' tall' : ''}${movable ? ' movable' : ''}`}
      style={style}
      data-event={item.id}
      aria-label={words(item)}
      aria-description={movable ? text.calendar.moveHelp : undefined}
      title={words(item)}
      onPointerDown={(event) => grab?.pointer(event, item)}
      onKeyDown={(event) => grab?.key(event, item)}
      onClick={(event) => {
        event.stopPropagation()
        if (!grab?.dragged()) open(item)
      }}
    >
      <span className="cut">
        <span className="time number">{format.time(item.start)}</span> {item.title}
      </span>
      {tall && <span className="cut small about">{[item.kind, item.about].filter(Boolean).join(' · ')}</span>}
      {stretch && movable && (
        <span className="edge" aria-hidden onPointerDown={(event) => (event.stopPropagation(), grab.pointer(event, item, true))} />
      )}
    </button>
  )
}
