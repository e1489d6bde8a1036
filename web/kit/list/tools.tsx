/** What a person sets up for a list: columns, density, saved views, export. */
import { ActionIcon, Button, Checkbox, Popover, TextInput, Tooltip } from '@mantine/core'
import { say } from '../shell/say'
import { Bookmark, Columns3, Download, Printer, X } from 'lucide-react'
import { useState } from 'react'
import { asApiError } from '../api/errors'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { exportRows } from './export'
import { sameState } from './state'
import { queryOf } from './state'
import type { Column, ListState } from './types'

interface ColumnsProps {
  all: Column[]
  shown: string[]
  show(names: string[]): void
  compact: boolean
  setCompact(compact: boolean): void
}

export function ColumnPicker({ all, shown, show, compact, setCompact }: ColumnsProps) {
  const text = useText()
  const toggle = (name: string) => {
    const next = all.map((column) => column.name).filter((each) => (each === name ? !shown.includes(each) : shown.includes(each)))
    if (next.length > 0) show(next)
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus width={240}>
      <Popover.Target>
        <Tooltip label={text.list.columns}>
          <ActionIcon aria-label={text.list.columns} variant="default">
            <Columns3 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.list.columns}>
        <div className="stack tight">
          {all.map((column) => (
            <Checkbox
              key={column.name}
              size="xs"
              label={column.label}
              checked={shown.includes(column.name)}
              onChange={() => toggle(column.name)}
            />
          ))}
          <Checkbox size="xs" mt={8} label={text.list.compact} checked={compact} onChange={() => setCompact(!compact)} />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

export interface SavedView {
  name: string
  state: ListState
}

interface ViewsProps {
  views: SavedView[]
  keep(views: SavedView[]): void
  state: ListState
  change(next: Partial<ListState>): void
}

/** Views a person saved for this list on this device; they stand as tabs over it. */
export function SavedViews({ views, keep, state, change }: ViewsProps) {
  const text = useText()
  const [name, setName] = useState('')
  const save = () => {
    if (name.trim() === '') return
    keep([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), state }])
    setName('')
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus width={260}>
      <Popover.Target>
        <Tooltip label={text.list.views}>
          <ActionIcon aria-label={text.list.views} variant="default">
            <Bookmark size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.list.views} p={6}>
        {views.map((view) => (
          <div key={view.name} className="row">
            <Button
              className="grow"
              variant="subtle"
              color="gray"
              justify="start"
              aria-pressed={sameState(view.state, state)}
              onClick={() => change(view.state)}
            >
              {view.name}
            </Button>
            <ActionIcon aria-label={`${text.list.deleteView}: ${view.name}`} onClick={() => keep(views.filter((each) => each !== view))}>
              <X size={14} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <div className="row" style={{ paddingTop: views.length > 0 ? 6 : 0 }}>
          <TextInput
            size="xs"
            className="grow"
            aria-label={text.list.viewName}
            placeholder={text.list.viewName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') save()
            }}
          />
          <Button size="xs" onClick={save}>
            {text.list.saveView}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

interface ExportProps {
  path: string
  state: ListState
  fixed: Record<string, string>
  columns: Column[]
  name: string
}

export function ExportButton({ path, state, fixed, columns, name }: ExportProps) {
  const text = useText()
  const [share, setShare] = useState<number | null>(null)
  const run = async () => {
    setShare(0)
    try {
      const query = queryOf({ ...state, filters: { ...state.filters, ...fixed } })
      const { rows, cut } = await exportRows({ path, query, columns, name, progress: setShare })
      say({ message: `${text.list.exportDone(rows)}${cut ? ` ${text.list.exportLimit}` : ''}` })
    } catch (failure) {
      const error = asApiError(failure)
      say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain) })
    } finally {
      setShare(null)
    }
  }
  const label = share === null ? text.act.export : text.list.exporting(share)
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" loading={share !== null} aria-label={label} onClick={() => void run()}>
        <Download size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

export function PrintButton({ print }: { print(): Promise<void> }) {
  const text = useText()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      await print()
    } catch (failure) {
      const error = asApiError(failure)
      say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Tooltip label={text.act.print}>
      <ActionIcon variant="default" className="hide-small" loading={busy} aria-label={text.act.print} onClick={() => void run()}>
        <Printer size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
