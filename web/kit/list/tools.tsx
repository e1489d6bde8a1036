/** What a person sets up for a list or takes away from it: columns, density, saved views, export, print. */
import { ActionIcon } from '@mantine/core'
import { Bookmark, Columns3, Download, Printer } from 'lucide-react'
import { useState } from 'react'
import { asApiError } from '../api/errors'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { useLater } from '../shell/later'
import { say } from '../shell/say'
import type { ColumnsProps } from './column-picker'
import { exportRows } from './export'
import type { ViewsProps } from './saved-views'
import { queryOf } from './state'
import type { Column, ListState } from './types'

const columnPicker = async () => (await import('./column-picker')).ColumnPicker
const savedViews = async () => (await import('./saved-views')).SavedViews

/** The button of the columns; its panel is fetched when it is near. */
export function Columns(props: ColumnsProps) {
  const { list } = useText()
  const { Part, button } = useLater(columnPicker)
  if (Part) return <Part {...props} />
  return (
    <ActionIcon variant="default" aria-label={list.columns} title={list.columns} {...button}>
      <Columns3 size={16} aria-hidden />
    </ActionIcon>
  )
}

/** The button of the saved views, which stand as tabs over the list; its panel is fetched when it is near. */
export function Views(props: ViewsProps) {
  const { list } = useText()
  const { Part, button } = useLater(savedViews)
  if (Part) return <Part {...props} />
  return (
    <ActionIcon variant="default" aria-label={list.views} title={list.views} {...button}>
      <Bookmark size={16} aria-hidden />
    </ActionIcon>
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
    <ActionIcon variant="default" loading={share !== null} aria-label={label} title={label} onClick={() => void run()}>
      <Download size={16} aria-hidden />
    </ActionIcon>
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
    <ActionIcon
      variant="default"
      className="hide-small"
      loading={busy}
      aria-label={text.act.print}
      title={text.act.print}
      onClick={() => void run()}
    >
      <Printer size={16} aria-hidden />
    </ActionIcon>
  )
}
