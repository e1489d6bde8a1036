/** The rows of a list: drawn only where they are seen, moved through by keyboard, cards on a phone. */
import { Checkbox, Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react'
import type { RecordRow } from '../api/types'
import { useText } from '../language/language'
import type { Rows } from './rows'
import type { Column, ListState } from './types'

const HEIGHT = 40
const COMPACT = 32
const CARD = 86

export interface TableProps {
  title: string
  rows: Rows
  columns: Column[]
  state: ListState
  sort(by: string): void
  compact: boolean
  active: number
  setActive(index: number): void
  selected: ReadonlySet<string>
  toggle?: (row: RecordRow) => void
  /** Selects or clears all rows that were read. */
  toggleAll(): void
  href(row: RecordRow): string
  nameOf(row: RecordRow): string
}

const template = (columns: Column[], pick: boolean): CSSProperties => ({
  gridTemplateColumns: [
    pick ? '24px' : '',
    ...columns.map((column, index) => (index === 0 ? `minmax(${column.width}px, 2fr)` : `minmax(${column.width}px, 1fr)`)),
  ]
    .filter(Boolean)
    .join(' '),
})

function Head({ columns, state, sort, toggle, toggleAll, selected, rows }: TableProps) {
  const text = useText()
  const pick = toggle !== undefined
  const chosen = rows.loaded.filter((row) => selected.has(row.id)).length
  const by = state.sort.replace(/^-/, '')
  const down = state.sort.startsWith('-')
  return (
    <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 2 }}>
      <div role="row" className="head" style={template(columns, pick)} aria-rowindex={1}>
        {pick && (
          <span role="columnheader" className="pick">
            <Checkbox
              size="xs"
              aria-label={text.list.selectAll}
              checked={chosen > 0 && chosen === rows.loaded.length}
              indeterminate={chosen > 0 && chosen < rows.loaded.length}
              onChange={toggleAll}
            />
          </span>
        )}
        {columns.map((column) => (
          <span
            key={column.name}
            role="columnheader"
            className={column.numeric ? 'numeric' : undefined}
            aria-sort={by !== column.name ? undefined : down ? 'descending' : 'ascending'}
          >
            {column.sortable ? (
              <button
                type="button"
                onClick={() => sort(by === column.name && !down ? `-${column.name}` : column.name)}
                title={text.list.sortBy(column.label)}
              >
                {column.label}
                {by === column.name && (down ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
              </button>
            ) : (
              column.label
            )}
          </span>
        ))}
      </div>
    </div>
  )
}

interface LineProps {
  table: TableProps
  index: number
  style: CSSProperties
  row: RecordRow | undefined
}

function Line({ table, index, style, row }: LineProps) {
  const text = useText()
  const go = useNavigate()
  const { columns, selected, toggle, active, setActive } = table
  if (!row) {
    return (
      <div role="row" className="line" style={{ ...style, ...template(columns, toggle !== undefined) }} aria-rowindex={index + 2}>
        <span role="cell" className="skeleton-late">
          <Skeleton height={12} width="60%" />
        </span>
      </div>
    )
  }
  const href = table.href(row)
  const open = () => void go({ to: href })
  // The link opens itself, in a new tab as well.
  const onClick = (event: MouseEvent) => (event.target as HTMLElement).closest('a') === null && open()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === event.currentTarget) open()
  }
  return (
    <div
      role="row"
      className="line"
      data-index={index}
      tabIndex={index === active ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={toggle ? selected.has(row.id) : undefined}
      style={{ ...style, ...template(columns, toggle !== undefined) }}
      onClick={onClick}
      onFocus={() => setActive(index)}
      onKeyDown={onKeyDown}
    >
      {toggle && (
        <span role="cell" className="pick">
          <Checkbox
            size="xs"
            tabIndex={-1}
            checked={selected.has(row.id)}
            aria-label={text.list.select(table.nameOf(row))}
            onClick={(event) => event.stopPropagation()}
            onChange={() => toggle(row)}
          />
        </span>
      )}
      {columns.map((column, at) => (
        <span key={column.name} role="cell" className={`${column.numeric ? 'numeric' : ''}${at === 0 ? ' main-cell' : ''}`}>
          {at === 0 ? (
            <Link to={href} tabIndex={-1}>
              {column.render(row)}
            </Link>
          ) : (
            column.render(row)
          )}
        </span>
      ))}
    </div>
  )
}

/** Keeps the active row in view and focused when the keyboard moved it. */
function useFollow(table: TableProps, scrollTo: (index: number) => void, frame: { current: HTMLDivElement | null }): void {
  const shown = useRef(table.active)
  useEffect(() => {
    if (shown.current === table.active) return
    shown.current = table.active
    scrollTo(table.active)
    const handle = requestAnimationFrame(() => {
      const line = frame.current?.querySelector<HTMLElement>(`[data-index="${table.active}"]`)
      if (line && line !== document.activeElement && !line.contains(document.activeElement)) line.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(handle)
  }, [table.active, scrollTo, frame])
}

export function Table(table: TableProps) {
  const text = useText()
  const frame = useRef<HTMLDivElement>(null)
  const phone = useMediaQuery('(max-width: 600px)') ?? false
  const height = phone ? CARD : table.compact ? COMPACT : HEIGHT
  const virtual = useVirtualizer({
    count: table.rows.total,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: 34,
  })
  useEffect(() => virtual.measure(), [height, virtual])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const { show } = table.rows
  useEffect(() => show(first, last))
  useFollow(table, (index) => virtual.scrollToIndex(index), frame)
  return (
    <div
      className="table"
      ref={frame}
      role="table"
      aria-label={text.list.table(table.title)}
      aria-rowcount={table.rows.total + 1}
      tabIndex={-1}
    >
      <Head {...table} />
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative', minWidth: 'min-content' }}>
        {items.map((item) => (
          <Line
            key={item.key}
            table={table}
            index={item.index}
            row={table.rows.at(item.index)}
            style={{ height, transform: `translateY(${item.start}px)`, top: 0 }}
          />
        ))}
      </div>
    </div>
  )
}
