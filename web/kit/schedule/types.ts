/** What a schedule shows and what it is told. */
import type { ReactNode } from 'react'
import type { Span } from './days'

export interface ScheduleItem {
  id: string
  name: string
  /** Calendar days, both included; null while nobody planned it. */
  start: string | null
  end: string | null
  /** 0 to 100. */
  progress: number
  status: string
}

export interface ScheduleProps {
  /** Under which choices are kept. */
  name: string
  title: string
  items: readonly ScheduleItem[]
  /** Saves new dates; answers whether they were taken. Left out where nothing may be changed. */
  change?(id: string, start: string, end: string): Promise<boolean>
  /** Opens an item to edit it. */
  open?(id: string): void
  /** The same as rows. */
  table: ReactNode
}

/** Dates that somebody has moved and not saved. */
export interface Pending {
  id: string
  span: Span
}
