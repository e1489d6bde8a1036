/** The rows of a list: drawn only where they are seen, moved through by keyboard, cards on a phone. */
import { Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, memo, type MouseEvent, useEffect, useRef } from 'react'
import type { RecordRow } from '../api/types'
import { useText } from '../language/language'
import type { Rows } from './rows'
import type { Column, ListState } from './types'

const HEIGHT = 40
const COMPACT = 32
const CARD = 86
const CARD_LINE = 18
/** Lines drawn beyond each edge, so that scrolling meets no gap. */
const OVERSCAN = 8

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

/** How high a card is on a phone: its name, and a line for three texts or two numbers with their names. */
function cardHeight(columns: Column[]): number {
  const numbers = columns.filter((column) => column.numeric).length
  const lines = Math.ceil((columns.length - 1 - numbers) / 3 + numbers / 2)
  return CARD + Math.max(0, lines - 2) * CARD_LINE
}

/** The columns of the grid that head and lines share. */
const gridOf = (columns: Column[], pick: boolean): string =>
  [
    pick ? '24px' : '',
    ...columns.map((column, index) => (index === 0 ? `minmax(${column.width}px, 2fr)` : `minmax(${column.width}px, 1fr)`)),
  ]
    .filter(Boolean)
    .join(' ')

interface PickProps {
  label: string
  checked: boolean
  some?: boolean
  tabIndex?: number
  onChange(): void
}

/** The browser's own box: a list has hundreds of them. */
function Pick({ label, checked, some = false, tabIndex, onChange }: PickProps) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      tabIndex={tabIndex}
      ref={(box) => {
        if (box) box.indeterminate = some
      }}
      onChange={onChange}
    />
  )
}

function Head({ columns, state, sort, toggle, toggleAll, selected, rows }: TableProps) {
  const text = useText()
  const pick = toggle !== undefined
  const chosen = rows.loaded.filter((row) => selected.has(row.id)).length
  const by = state.sort.replace(/^-/, '')
  const down = state.sort.startsWith('-')
  return (
    <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 2 }}>
      <div role="row" className="head" style={{ gridTemplateColumns: gridOf(columns, pick) }} aria-rowindex={1}>
        {pick && (
          <span role="columnheader" className="pick">
            <Pick
              label={text.list.selectAll}
              checked={chosen > 0 && chosen === rows.loaded.length}
              some={chosen > 0 && chosen < rows.loaded.length}
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
  /** What the table is given now, for what a person does; a line is drawn anew only for what it shows. */
  table: { current: TableProps }
  row: RecordRow | undefined
  index: number
  top: number
  height: number
  grid: string
  columns: Column[]
  picked: boolean | undefined
  active: boolean
}

const plainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

const Line = memo(function Line({ table, row, index, top, height, grid, columns, picked, active }: LineProps) {
  const text = useText()
  const go = useNavigate()
  const router = useRouter()
  const style = { height, transform: `translateY(${top}px)`, top: 0, gridTemplateColumns: grid }
  if (!row) {
    return (
      <div role="row" className="line" style={style} aria-rowindex={index + 2}>
        <span role="cell" className="skeleton-late">
          <Skeleton height={12} width="60%" />
        </span>
      </div>
    )
  }
  const { href, nameOf } = table.current
  const to = href(row)
  const open = () => void go({ to })
  const onClick = (event: MouseEvent) => {
    // The link of a row opens a new tab by itself; everywhere else in the row a click opens the record here.
    if ((event.target as HTMLElement).closest('a') !== null && !plainClick(event)) return
    event.preventDefault()
    open()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === event.currentTarget) open()
  }
  return (
    <div
      role="row"
      className="line"
      data-index={index}
      tabIndex={active ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={picked}
      style={style}
      onClick={onClick}
      // The code of the record's page comes while the hand is on its way to the button.
      onPointerEnter={() => void router.preloadRoute({ to } as never)}
      onFocus={() => table.current.setActive(index)}
      onKeyDown={onKeyDown}
    >
      {picked !== undefined && (
        <span role="cell" className="pick" onClick={(event) => event.stopPropagation()}>
          <Pick label={text.list.select(nameOf(row))} tabIndex={-1} checked={picked} onChange={() => table.current.toggle?.(row)} />
        </span>
      )}
      {columns.map((column, at) => (
        <span
          key={column.name}
          role="cell"
          className={`${column.numeric ? 'numeric' : ''}${at === 0 ? ' main-cell' : ''}`}
          // On a card a number stands without the head that names it.
          data-label={column.numeric && at > 0 ? column.label : undefined}
        >
          {at === 0 ? (
            <a href={to} tabIndex={-1}>
              {column.render(row)}
            </a>
          ) : (
            column.render(row)
          )}
        </span>
      ))}
    </div>
  )
})

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
  const height = phone ? cardHeight(table.columns) : table.compact ? COMPACT : HEIGHT
  const virtual = useVirtualizer({
    count: table.rows.total,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollPaddingStart: 34,
  })
  useEffect(() => virtual.measure(), [height, virtual])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const { show } = table.rows
  useEffect(() => show(first, last))
  useFollow(table, (index) => virtual.scrollToIndex(index), frame)
  const latest = useRef(table)
  latest.current = table
  const { columns, rows, selected, toggle, active } = table
  const grid = gridOf(columns, toggle !== undefined)
  const lineOf = ({ index, start, key }: (typeof items)[number]) => {
    const row = rows.at(index)
    const picked = toggle && selected.has(row?.id ?? '')
    return <Line key={key} {...{ table: latest, row, index, top: start, height, grid, columns, picked }} active={index === active} />
  }
  return (
    <div className="table" ref={frame} role="table" aria-label={text.list.table(table.title)} aria-rowcount={rows.total + 1} tabIndex={-1}>
      <Head {...table} />
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative', minWidth: 'min-content' }}>
        {items.map(lineOf)}
      </div>
    </div>
  )
}
