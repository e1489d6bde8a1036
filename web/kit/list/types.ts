/** What a list page is made of. */
import type { ReactNode } from 'react'
import type { RecordRow } from '../api/types'

export interface Column {
  name: string
  label: string
  /** Minimum width in pixels; the first column takes what is left. */
  width: number
  sortable: boolean
  numeric?: boolean
  render(row: RecordRow): ReactNode
  /** The cell as plain text, for exports and names. */
  plain(row: RecordRow): string
}

export interface FilterChoice {
  value: string
  label: string
}

export interface Filter {
  name: string
  label: string
  choices?: FilterChoice[]
  /** A resource whose records are the choices. */
  to?: string
  /** Free text or a date, written by hand. */
  kind?: 'text' | 'date'
}

export interface BulkResult {
  id: string
  name: string
  ok: boolean
  message: string
}

export interface BulkAction {
  label: string
  danger?: boolean
  /** The question before it starts, for what cannot be undone. */
  confirm?(count: number): string
  run(row: RecordRow): Promise<void>
}

export interface Tab {
  label: string
  count?: number
  /** What they come to, in a few words. */
  note?: string
  /** The filters the tab stands for. */
  filters: Record<string, string>
}

/** The state of a list as it stands in the address. */
export interface ListState {
  search: string
  sort: string
  filters: Record<string, string>
}

/** A state of the list that a person gave a name. */
export interface SavedView {
  name: string
  state: ListState
}

/** The filters of a list, what is chosen, and how that is changed. */
export interface FilterProps {
  filters: Filter[]
  state: ListState
  change(next: Partial<ListState>): void
}
