/** What a person keeps for a list on this device: columns, density, saved views. */
import { useState } from 'react'
import { useMe } from '../shell/me'

const PREFIX = 'cien'

/** A kept value of the signed-in person; `fallback` until they choose. */
export function useKept<T>(name: string, fallback: T): [T, (value: T) => void] {
  const owner = useMe()?.id ?? 'nobody'
  const key = `${PREFIX}.${owner}.${name}`
  const [values, setValues] = useState<Record<string, T>>({})
  const value = values[key] ?? readKept<T>(key) ?? fallback
  const keep = (next: T) => {
    localStorage.setItem(key, JSON.stringify(next))
    setValues({ ...values, [key]: next })
  }
  return [value, keep]
}

/** The value kept under a full key; undefined when there is none or it cannot be read. */
export function readKept<T>(key: string): T | undefined {
  const kept = localStorage.getItem(key)
  if (kept === null) return undefined
  try {
    return JSON.parse(kept) as T
  } catch {
    // Written by another version: the person's choice is lost, the page is not.
    localStorage.removeItem(key)
    return undefined
  }
}
