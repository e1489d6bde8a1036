/** The audit log: who did what to which record, when, and what was refused. */
import { Button } from '@mantine/core'
import { CircleCheck, CircleX, Download } from 'lucide-react'
import { useState } from 'react'
import { addressOf, getFile } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import type { Named, RecordRow } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { deedOf, reasonOf, wordOf } from '../kit/language/words'
import type { Dictionary } from '../kit/language/en'
import { saveFile } from '../kit/list/export'
import { ListPage } from '../kit/list/list-page'
import { queryOf, useListState } from '../kit/list/state'
import type { Column } from '../kit/list/types'
import { addressOfRecord } from '../kit/record/address'
import { usePageTitle } from '../kit/shell/crumbs'
import { textOf } from '../kit/language/plain'
import { say } from '../kit/shell/say'

const PATH = '/api/admin/audit-events'

/** What is kept with a deed, as words: `{"document_version": 1}` is "Version: 1". */
const detailsOf = (text: Dictionary, data: unknown): string =>
  Object.entries((data ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${wordOf(text, 'fields', name)}: ${textOf(value)}`)
    .join(' · ')

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const column = (name: string, [label, width]: readonly [string, number], plain: (row: RecordRow) => string): Column => ({
    name,
    label,
    width,
    sortable: false,
    plain,
    render: plain,
  })
  const when = (row: RecordRow) => String(row.at)
  const outcome = (row: RecordRow) => (row.refused ? `${text.audit.refused}: ${reasonOf(text, textOf(row.refused))}` : text.audit.allowed)
  return [
    {
      ...column('at', [text.audit.at, 160], (row) => format.instant(when(row))),
      sortable: true,
      render: (row) => (
        <time dateTime={when(row)} title={format.relative(when(row))}>
          {format.instant(when(row))}
        </time>
      ),
    },
    column('actor', [text.audit.actor, 150], (row) =>
      [(row.actor as Named | null)?.name ?? text.record.system, (row.on_behalf_of as Named | null)?.name].filter(Boolean).join(' / '),
    ),
    {
      ...column('action', [text.audit.action, 220], (row) => deedOf(text, String(row.action))),
      render: (row) => <span title={String(row.action)}>{deedOf(text, String(row.action))}</span>,
    },
    column('resource', [text.audit.resource, 140], (row) => wordOf(text, 'types', String(row.resource))),
    {
      ...column('refused', [text.audit.outcome, 150], outcome),
      render: (row) => (
        <span className={`status ${row.refused ? 'refused' : 'done'}`}>
          {row.refused ? <CircleX size={14} aria-hidden /> : <CircleCheck size={14} aria-hidden />}
          {outcome(row)}
        </span>
      ),
    },
    column('data', [text.audit.details, 240], (row) => detailsOf(text, row.data)),
  ]
}

/** The server's own export holds every row, and is itself written to the log. */
function ExportAll() {
  const text = useText()
  const [state] = useListState()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      const { search: _search, sort: _sort, ...query } = queryOf(state)
      saveFile('audit-events.csv', await getFile(addressOf(`${PATH}/export`, { ...query, format: 'csv' })))
    } catch (failure) {
      const error = asApiError(failure)
      say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button variant="default" loading={busy} leftSection={<Download size={16} aria-hidden />} onClick={() => void run()}>
      {text.act.export}
    </Button>
  )
}

export function AuditPage() {
  const text = useText()
  usePageTitle({ label: text.audit.title })
  return (
    <ListPage
      path={PATH}
      name="audit"
      title={text.audit.title}
      columns={useColumns()}
      filters={[
        { name: 'actor_id', label: text.audit.actor, to: 'users' },
        { name: 'action', label: text.audit.action, kind: 'text' },
        { name: 'resource', label: text.audit.resource, kind: 'text' },
        { name: 'resource_id', label: text.why.id, kind: 'text' },
        { name: 'from', label: text.audit.from, kind: 'date' },
        { name: 'to', label: text.audit.to, kind: 'date' },
      ]}
      searchable={false}
      actions={<ExportAll />}
      href={(row) => addressOfRecord(String(row.resource), row.resource_id as string | null)}
      nameOf={(row) => String(row.action)}
    />
  )
}
