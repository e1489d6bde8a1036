/** Keyboard shortcuts: each page registers its own, the newest wins, and the help lists what is registered. */
import { useEffect, useRef } from 'react'

export interface Shortcut {
  /** `j`, `enter`, `mod+enter`, `g i` (one after the other). */
  keys: string
  label: string
  run(event: KeyboardEvent): void
  /** True when it also counts while somebody types in a field. */
  typing?: boolean
  /** Kept out of the help: a twin of another key. */
  silent?: boolean
  /** Only told in the help: the part of the page that has the focus acts by itself. */
  told?: boolean
}

type Layer = { current: Shortcut[]; everywhere: boolean }

const layers: Layer[] = []
const SEQUENCE_MS = 900
let last = { key: '', at: 0 }

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type)

function nameOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase()
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key
}

/** A dialog owns the keyboard while it is open; only its own shortcuts that count while typing go through. */
const dialogOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"]') !== null

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return
  const name = nameOf(event)
  const now = Date.now()
  const sequence = now - last.at < SEQUENCE_MS ? `${last.key} ${name}` : ''
  last = { key: name, at: now }
  const typing = isTyping(event.target) || dialogOpen()
  const all = layers.toReversed().flatMap((layer) => layer.current)
  const found = all.find((each) => !each.told && (each.keys === sequence || each.keys === name) && (each.typing || !typing))
  if (!found) return
  // Enter and space on a button or link are that element's own.
  const own =
    (name === 'enter' || name === 'space') &&
    event.target instanceof HTMLElement &&
    event.target.closest('button, a, [role="menuitem"], [role="option"]')
  if (own) return
  event.preventDefault()
  found.run(event)
}

/** A picker takes every Enter for itself: ⌘Enter in it is the form's all the same. */
function onPicker(event: KeyboardEvent): void {
  const { target } = event
  if (!(event.metaKey || event.ctrlKey) || !(target instanceof HTMLElement) || !target.matches('[aria-haspopup="listbox"]')) return
  onKeyDown(event)
  if (event.defaultPrevented) event.stopPropagation()
}

function listenToKeys(on: boolean): void {
  const change = on ? window.addEventListener : window.removeEventListener
  change('keydown', onKeyDown as EventListener)
  change('keydown', onPicker as EventListener, true)
}

/** Registers shortcuts while the component is shown. */
export function useKeys(shortcuts: Shortcut[], everywhere = false): void {
  const layer = useRef<Layer>({ current: shortcuts, everywhere })
  layer.current.current = shortcuts
  useEffect(() => {
    const mine = layer.current
    if (layers.length === 0) listenToKeys(true)
    layers.push(mine)
    return () => {
      layers.splice(layers.indexOf(mine), 1)
      if (layers.length === 0) listenToKeys(false)
    }
  }, [])
}

/** What is registered now, for the help: the page's own keys and those that count everywhere. */
export function registeredKeys(): { page: Shortcut[]; everywhere: Shortcut[] } {
  const of = (everywhere: boolean): Shortcut[] =>
    layers.filter((layer) => layer.everywhere === everywhere).flatMap((layer) => layer.current.filter((each) => !each.silent))
  return { page: of(false), everywhere: of(true) }
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

const CAPS: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  enter: '↵',
  shift: '⇧',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  pagedown: 'Page ↓',
}

/** `mod+enter` as people see it on their keys. */
export const keyCaps = (keys: string): string[] =>
  keys.split(/[ +]/).map((key) => CAPS[key] ?? (key.length === 1 ? key.toUpperCase() : key))
