/** The list page: title and count, tabs, filters, rows, selection and export; its state lives in the address. */
import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { refresh } from '../api/queries'
import type { RecordRow } from '../api/types'
import { useKeys } from '../keys/keys'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { EmptyState, ErrorState, Loading } from '../states/states'
import { FilterBar } from './filter-bar'
import { useKept } from './kept'
import { PrintedTable, usePrinting } from './print'
import { readAll } from './read-all'
import { type Rows, useRows } from './rows'
import { queryOf, sameState, useListState } from './state'
import { Table } from './table'
import { Columns, ExportButton, PrintButton, Views } from './tools'
import type { BulkAction, Column, Filter, ListState, SavedView, Tab } from './types'
import './list.css'

// Comes with the first row that is selected.
const BulkBar = lazy(async () => ({ default: (await import('./bulk-bar')).BulkBar }))

/** More at once is a report's work. */
const SELECT_LIMIT = 1000

export interface ListPageProps {
  /** The API's list, and the name under which choices are kept. */
  path: string
  name: string
  title: string
  columns: Column[]
  /** Columns shown until the person chooses. */
  shown?: string[]
  filters?: Filter[]
  searchable?: boolean
  tabs?: Tab[]
  /** Filters the person cannot change. */
  fixed?: Record<string, string>
  actions?: ReactNode
  bulk?: BulkAction[]
  empty?: ReactNode
  href(row: RecordRow): string
  nameOf(row: RecordRow): string
}

interface Selection {
  rows: Map<string, RecordRow>
  toggle(row: RecordRow): void
  add(rows: readonly RecordRow[]): void
  /** Selects these rows, or none when all of them are selected. */
  toggleAll(all: readonly RecordRow[]): void
  clear(): void
}

function useSelection(): Selection {
  const [rows, setRows] = useState(new Map<string, RecordRow>())
  return {
    rows,
    toggle(row) {
      const next = new Map(rows)
      if (!next.delete(row.id)) next.set(row.id, row)
      setRows(next)
    },
    add: (more) => setRows(new Map([...rows, ...more.map((row) => [row.id, row] as const)])),
    toggleAll: (all) => setRows(all.every((row) => rows.has(row.id)) ? new Map() : new Map(all.map((row) => [row.id, row]))),
    clear: () => setRows(new Map()),
  }
}

interface KeyTargets {
  props: ListPageProps
  rows: Rows
  active: number
  move(index: number): void
  selection: Selection
  search: { current: HTMLInputElement | null }
}

function useListKeys({ props, rows, active, move, selection, search }: KeyTargets): void {
  const { help } = useText()
  const go = useNavigate()
  const step = (by: number) => move(Math.max(0, Math.min(rows.total - 1, active + by)))
  const here = rows.at(Math.max(0, active))
  useKeys([
    { keys: 'j', label: help.next, run: () => step(1) },
    { keys: 'k', label: help.previous, run: () => step(-1) },
    { keys: 'arrowdown', label: help.next, silent: true, run: () => step(1) },
    { keys: 'arrowup', label: help.previous, silent: true, run: () => step(-1) },
    { keys: 'enter', label: help.open, run: () => here && active >= 0 && void go({ to: props.href(here) }) },
    ...(props.bulk ? [{ keys: 'x', label: help.select, run: () => here && selection.toggle(here) }] : []),
    { keys: '/', label: help.search, run: () => search.current?.focus() },
    { keys: 'escape', label: help.close, silent: true, run: () => selection.clear() },
  ])
}

interface TabsProps {
  tabs: Tab[]
  views: SavedView[]
  state: ListState
  change(next: Partial<ListState>): void
}

function Tabs({ tabs, views, state, change }: TabsProps) {
  const text = useText()
  const format = useFormat()
  const chosen = (tab: Tab) => {
    const named = Object.entries(tab.filters)
    if (named.length === 0)
      return (
        !views.some((view) => sameState(view.state, state)) &&
        tabs.every((other) => other === tab || !Object.entries(other.filters).every(([name, value]) => state.filters[name] === value))
      )
    return named.every(([name, value]) => state.filters[name] === value)
  }
  const names = new Set(tabs.flatMap((tab) => Object.keys(tab.filters)))
  const rest = Object.fromEntries(Object.entries(state.filters).filter(([name]) => !names.has(name)))
  return (
    <div className="list-tabs" role="group" aria-label={text.documents.tabs}>
      {tabs.map((tab) => (
        <button type="button" key={tab.label} aria-pressed={chosen(tab)} onClick={() => change({ filters: { ...rest, ...tab.filters } })}>
          {tab.label}
          {tab.count !== undefined && <span className="n">{format.number(tab.count)}</span>}
          {tab.note && <span className="note">{tab.note}</span>}
        </button>
      ))}
      {views.map((view) => (
        <button type="button" key={`view ${view.name}`} aria-pressed={sameState(view.state, state)} onClick={() => change(view.state)}>
          {view.name}
        </button>
      ))}
    </div>
  )
}

interface BodyProps {
  props: ListPageProps
  rows: Rows
  filtered: boolean
  reset(): void
  children: ReactNode
}

function Body({ props, rows, filtered, reset, children }: BodyProps) {
  const text = useText()
  if (rows.error) return <ErrorState error={rows.error} retry={rows.retry} />
  if (rows.loading) return <Loading rows={10} />
  if (rows.total > 0) return <>{children}</>
  if (!filtered) return <>{props.empty ?? <EmptyState title={text.states.emptyList} />}</>
  return (
    <EmptyState
      title={text.states.emptyFiltered}
      action={
        <Button variant="default" onClick={reset}>
          {text.states.clearFilters}
        </Button>
      }
    />
  )
}

/** Lists are remounted for another path, so that selection and place start anew. */
export function ListPage(props: ListPageProps) {
  return <ListOf key={props.path} {...props} />
}

function ListOf(props: ListPageProps) {
  const { path, columns, filters = [], fixed = {} } = props
  const text = useText()
  const [state, change] = useListState()
  const [shown, show] = useKept<string[]>(`columns.${props.name}`, props.shown ?? columns.map((column) => column.name))
  const [compact, setCompact] = useKept(`compact.${props.name}`, false)
  const [active, setActive] = useState(-1)
  const [views, keepViews] = useKept<SavedView[]>(`views.${props.name}`, [])
  const search = useRef<HTMLInputElement>(null)
  const selection = useSelection()
  const query = queryOf({ ...state, filters: { ...state.filters, ...fixed } })
  const rows = useRows(path, query)
  useListKeys({ props, rows, active, move: setActive, selection, search })
  const loaded = useRef(rows.loaded)
  loaded.current = rows.loaded
  const printing = usePrinting(useCallback(() => loaded.current, []))
  const visible = useMemo(() => columns.filter((column) => shown.includes(column.name)), [columns, shown])
  const filtered = state.search !== '' || Object.values(state.filters).some(Boolean)
  return (
    <div className="list-page">
      <div className="list-head">
        <h1 className="grow">
          {props.title}
          {!rows.loading && (
            <span className="n" role="status">
              {rows.more ? text.list.rowsOver(rows.total) : text.list.rows(rows.total)}
            </span>
          )}
        </h1>
        {props.actions}
      </div>
      {(props.tabs || views.length > 0) && (
        <Tabs tabs={props.tabs ?? [{ label: text.list.all, filters: {} }]} views={views} state={state} change={change} />
      )}
      <div className="list-bar no-print">
        <FilterBar filters={filters} state={state} change={change} searchable={props.searchable ?? true} searchRef={search} />
        <span style={{ marginLeft: 'auto' }} className="row">
          <Views views={views} keep={keepViews} state={state} change={change} />
          <Columns all={columns} shown={shown} show={show} compact={compact} setCompact={setCompact} />
          <ExportButton path={path} state={state} fixed={fixed} columns={visible} name={props.name} />
          <PrintButton print={() => printing.print(path, query)} />
        </span>
      </div>
      {selection.rows.size > 0 && props.bulk && (
        <Suspense fallback={null}>
          <BulkBar
            rows={[...selection.rows.values()]}
            actions={props.bulk}
            nameOf={props.nameOf}
            clear={selection.clear}
            all={rows.more || rows.total > SELECT_LIMIT || rows.total <= selection.rows.size ? null : rows.total}
            selectAll={async () => selection.add((await readAll({ path, query, limit: SELECT_LIMIT })).rows)}
            done={() => void refresh(path)}
          />
        </Suspense>
      )}
      <Body props={props} rows={rows} filtered={filtered} reset={() => change({ filters: {}, search: '' })}>
        <Table
          title={props.title}
          rows={rows}
          columns={visible}
          state={state}
          sort={(sort) => change({ sort })}
          compact={compact}
          active={Math.max(0, active)}
          setActive={setActive}
          selected={new Set(selection.rows.keys())}
          toggle={props.bulk ? selection.toggle : undefined}
          toggleAll={() => selection.toggleAll(rows.loaded)}
          href={props.href}
          nameOf={props.nameOf}
        />
      </Body>
      {rows.more && <p className="list-more small soft no-print">{text.list.moreText(rows.total)}</p>}
      {printing.rows && <PrintedTable rows={printing.rows} cut={printing.cut} columns={visible} />}
    </div>
  )
}
