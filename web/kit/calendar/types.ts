/** What a calendar shows and what can be done in it. */

export const VIEWS = ['month', 'week', 'day', 'agenda'] as const
export type CalendarView = (typeof VIEWS)[number]

export interface CalendarItem {
  id: string
  title: string
  start: Date
  end: Date | null
  /** The colour's name; its meaning always stands beside it in words. */
  tone: string
  /** What kind of event it is, in words. */
  kind: string
  /** Where it belongs, and whose it is. */
  about: string
  who: string
  movable: boolean
}

/** Where an event would stand if it were let go now. */
export interface Placement {
  id: string
  start: Date
  end: Date | null
}

/** An event in the hand: shown where it would stand, also on days it was not read for. */
export interface Held extends Placement {
  item: CalendarItem
}

/** Where the calendar stands. */
export interface Place {
  view: CalendarView
  day: Date
}

/** What the views need of the calendar around them. */
export interface ViewProps {
  days: Date[]
  /** The day that the keyboard stands on. */
  day: Date
  items: CalendarItem[]
  held: Held | null
  /** Present when events can be moved. */
  grab?: Grab
  open(item: CalendarItem): void
  create?(start: Date): void
  show(place: Partial<Place>): void
}

export interface Grab {
  /** A pointer went down on an event; `edge` changes its end only. */
  pointer(event: React.PointerEvent, item: CalendarItem, edge?: boolean): void
  key(event: React.KeyboardEvent, item: CalendarItem): void
  /** True when a click ends a drag and opens nothing. */
  dragged(): boolean
}
