/** What was typed is kept on this device until it is saved, and nobody leaves it behind unasked. */
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { readKept } from '../list/kept'
import { useMe } from '../shell/me'
import type { Values } from './rules'

const KEEP_MS = 400

export interface Draft {
  /** What an earlier visit left, if anything. */
  found: Values | undefined
  keep(values: Values): void
  drop(): void
}

/** The draft of a form for this person; secrets must not be passed to `keep`. */
export function useDraft(name: string): Draft {
  const owner = useMe()?.id ?? 'nobody'
  const key = `cien.${owner}.draft.${name}`
  const [found] = useState(() => readKept<Values>(key))
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    found,
    keep(values) {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => localStorage.setItem(key, JSON.stringify(values)), KEEP_MS)
    },
    drop() {
      clearTimeout(timer.current)
      localStorage.removeItem(key)
    },
  }
}

/** Asks before leaving while `dirty`; the answer is given through `leave` and `stay`. */
export function useLeaveGuard(dirty: () => boolean): { asking: boolean; leave(): void; stay(): void } {
  const blocker = useBlocker({ shouldBlockFn: () => dirty(), enableBeforeUnload: () => dirty(), withResolver: true })
  return {
    asking: blocker.status === 'blocked',
    leave: () => blocker.proceed?.(),
    stay: () => blocker.reset?.(),
  }
}
