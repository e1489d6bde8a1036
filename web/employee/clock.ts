/** The clock as the API tells it. */
import type { Named } from '../kit/api/types'

export interface ClockEntry {
  id: string
  project: Named | null
  clocked_in_at: string
  clocked_out_at: string | null
}

interface Worked {
  seconds: number
  hours: string
}

export interface Clock {
  clocked_in: boolean
  open: ClockEntry | null
  entries: ClockEntry[]
  days: (Worked & { date: string })[]
  weeks: (Worked & { week: string })[]
}

export const CLOCK = '/api/employee/clock'

/** `7:05:09` of a number of seconds. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
}
