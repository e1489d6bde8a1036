/** Moving events: dragged with a pointer, or picked up with Space and moved with the arrows; let go, they are saved. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { addDays, addMinutes, atMinutes, dayOf, minutesOf, startOfDay, STEP_MINUTES } from './days'
import type { CalendarItem, CalendarView, Grab, Held, Placement } from './types'

const FAR_ENOUGH_PX = 5

interface Drag {
  item: CalendarItem
  x: number
  y: number
  /** Minutes between the event's start and the pointer. */
  offset: number
  edge: boolean
}

const lasting = (item: Placement | CalendarItem): number => (item.end ? item.end.getTime() - item.start.getTime() : 0)

/** The same event from another start on, as long as before. */
const startingAt = (item: CalendarItem, start: Date): Placement => ({
  id: item.id,
  start,
  end: item.end && new Date(start.getTime() + lasting(item)),
})

interface Spot {
  day: Date
  /** Undefined where the view knows days only. */
  minutes?: number
}

/** The day, and the time where the view has hours, under a point of the screen. */
function spotAt(x: number, y: number): Spot | undefined {
  const slot = document
    .elementsFromPoint(x, y)
    .find((element): element is HTMLElement => element instanceof HTMLElement && element.dataset.day !== undefined)
  const day = slot && dayOf(slot.dataset.day ?? '')
  if (!slot || !day) return undefined
  if (slot.dataset.hours === undefined) return { day }
  const { top, height } = slot.getBoundingClientRect()
  return { day, minutes: ((y - top) / height) * 1440 }
}

/** Where the dragged event would stand. */
function placementAt({ item, offset, edge }: Drag, spot: Spot): Placement {
  if (edge) {
    const end = atMinutes(spot.day, spot.minutes ?? minutesOf(item.end ?? item.start))
    return { id: item.id, start: item.start, end: end > item.start ? end : addMinutes(item.start, STEP_MINUTES) }
  }
  const minutes = spot.minutes === undefined ? minutesOf(item.start) : spot.minutes - offset
  return startingAt(item, atMinutes(spot.day, minutes, spot.minutes === undefined ? 1 : STEP_MINUTES))
}

const ARROWS: Record<string, [days: number, steps: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The held event after an arrow; with Shift only its end moves. */
function nudged(held: Placement, event: KeyboardEvent, view: CalendarView): Placement | undefined {
  const arrow = ARROWS[event.key]
  if (!arrow) return undefined
  const days = view === 'month' ? arrow[0] + arrow[1] * 7 : arrow[0]
  const minutes = view === 'month' ? 0 : arrow[1] * STEP_MINUTES
  const move = (date: Date): Date => addMinutes(addDays(date, days), minutes)
  if (!event.shiftKey) return { id: held.id, start: move(held.start), end: held.end && move(held.end) }
  const end = move(held.end ?? addMinutes(held.start, 60))
  return end > held.start ? { ...held, end } : held
}

const differs = (item: CalendarItem, at: Placement): boolean =>
  item.start.getTime() !== at.start.getTime() || item.end?.getTime() !== at.end?.getTime()

interface Options {
  view: CalendarView
  /** Saves a move. */
  drop(item: CalendarItem, at: Placement): void
  /** Says to readers what happens. */
  say(what: 'held' | 'moved' | 'back', at: Placement): void
}

type Hold = (held: Held | null) => void

/** Follows the pointer from an event until it is let go; answers how it ended. */
function follow(drag: Drag, hold: Hold, done: (at: Placement | null) => void): void {
  let at: Placement | null = null
  const move = (event: globalThis.PointerEvent) => {
    if (at === null && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR_ENOUGH_PX) return
    const over = spotAt(event.clientX, event.clientY)
    if (!over) return
    at = placementAt(drag, over)
    hold({ ...at, item: drag.item })
  }
  const stop = (result: Placement | null) => {
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', up)
    window.removeEventListener('keydown', cancel, true)
    hold(null)
    done(result)
  }
  const up = () => stop(at)
  const cancel = (event: globalThis.KeyboardEvent) => {
    if (event.key === 'Escape') stop(null)
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', up)
  window.addEventListener('keydown', cancel, true)
}

function useDrag({ drop }: Options, hold: Hold): Pick<Grab, 'pointer' | 'dragged'> {
  const justDragged = useRef(false)
  return {
    pointer(down, item, edge = false) {
      justDragged.current = false
      if (!item.movable || down.pointerType === 'touch' || down.button !== 0) return
      const spot = spotAt(down.clientX, down.clientY)
      const offset = spot?.minutes === undefined || item.start < startOfDay(spot.day) ? 0 : spot.minutes - minutesOf(item.start)
      follow({ item, x: down.clientX, y: down.clientY, offset, edge }, hold, (at) => {
        justDragged.current = at !== null
        if (at && differs(item, at)) drop(item, at)
      })
    },
    dragged() {
      const was = justDragged.current
      justDragged.current = false
      return was
    },
  }
}

function useKeys({ view, drop, say }: Options, held: Held | null, hold: Hold): Grab['key'] {
  const byKey = useRef(false)
  const let_go = useRef<string | null>(null)
  // A held event is drawn anew where it stands now, and once more where it is let go: the focus goes with it.
  useEffect(() => {
    const id = held && byKey.current ? held.id : let_go.current
    const element = id === null ? null : document.querySelector<HTMLElement>(`[data-event="${id}"]`)
    if (!element) return
    if (held || document.activeElement === document.body) element.focus()
    if (!held) let_go.current = null
  })
  const end = (): void => {
    byKey.current = false
    let_go.current = held?.id ?? null
    hold(null)
  }
  return (event, item) => {
    const picked = held?.id === item.id && byKey.current
    if (!picked && (event.key !== ' ' || !item.movable)) return
    if (picked && event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (!picked) {
      byKey.current = true
      const at = { id: item.id, start: item.start, end: item.end, item }
      hold(at)
      say('held', at)
    } else if (event.key === 'Escape') {
      end()
      say('back', held.item)
    } else if (event.key === ' ' || event.key === 'Enter') {
      end()
      if (differs(held.item, held)) drop(held.item, held)
    } else {
      const next = nudged(held, event, view)
      if (next) hold({ ...next, item: held.item })
      if (next) say('moved', next)
    }
  }
}

/** What is held, and the handlers of events that can be. */
export function useGrab(options: Options): { held: Held | null; grab: Grab } {
  const [held, hold] = useState<Held | null>(null)
  const drag = useDrag(options, hold)
  const key = useKeys(options, held, hold)
  return { held, grab: { ...drag, key } }
}
