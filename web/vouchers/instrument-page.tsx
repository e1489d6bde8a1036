/** A voucher, variation or daywork order: what it is worth, where it stands, whose decision it waits for, what was posted for it. */
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { post, remove } from '../kit/api/client'
import { one, refresh, useResource } from '../kit/api/queries'
import type { Ability, RecordRow, ResourceDefinition, Task } from '../kit/api/types'
import { TaskSection } from '../kit/decision/task-section'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { shownValue } from '../kit/list/columns'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { Facts, type MenuAction, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { useStep } from '../kit/record/step'
import { Moment } from '../kit/record/story'
import { StoryTabs } from '../kit/record/story-tabs'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { openTemporal } from '../processes/open-temporal'
import { type EntryRow, EntryTable } from './entries'
import { openPdf } from './open-pdf'

interface Instrument extends RecordRow {
  status: string
  currency: string
  can: Record<string, Ability>
  task: Task | null
  process: { temporal_ui_url: string } | null
  /** Of vouchers only. */
  rest?: string
  entries?: EntryRow[]
  payment_status?: string
  subcontractor_id?: string
}

interface Props {
  definition: ResourceDefinition
  row: Instrument
}

/** An approved voucher goes on to be paid: its process stands where its payment does. */
const stageOf = ({ status, payment_status }: Instrument): string => (status === 'approved' && payment_status === 'paid' ? 'paid' : status)

function InstrumentFacts({ definition, row }: Props) {
  const text = useText()
  const format = useFormat()
  const words = { text, format }
  const statement = `/statements?party_type=subcontractor&party_id=${row.subcontractor_id ?? ''}`
  return (
    <Section title={text.record.facts}>
      <div className="stack">
        <ProcessMap process={definition.process ?? ''} status={stageOf(row)} />
        <Facts
          facts={[
            ...definition.fields
              .filter(({ name }) => name !== definition.label && name !== 'status')
              .map((field) => ({ label: wordOf(text, 'fields', field.label || field.name), value: shownValue(field, row, words) })),
            { label: text.money.rest, value: row.rest !== undefined && row.status === 'approved' && format.money(row.rest, row.currency) },
            { label: text.record.updated, value: <Moment at={row.updated_at} /> },
          ]}
        />
        {row.subcontractor_id && (
          <p className="no-print">
            <a href={statement}>{text.money.statement}</a>
          </p>
        )}
      </div>
    </Section>
  )
}

function Postings({ row }: { row: Instrument }) {
  const text = useText()
  if (!row.entries) return null
  return (
    <Section title={text.money.postings} padded={row.entries.length === 0}>
      {row.entries.length === 0 ? (
        <p className="soft">{text.money.noPostings}</p>
      ) : (
        <EntryTable rows={row.entries} label={text.money.postings} currency={row.currency} />
      )}
    </Section>
  )
}

function useMenuOf({ definition, row }: Props, ask: () => void): MenuAction[] {
  const text = useText()
  const go = useNavigate()
  const step = useStep()
  const pdf = definition.type === 'voucher'
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href)
    notifications.show({ message: text.act.copied })
  }
  return [
    { label: text.act.edit, ability: row.can.edit, run: () => void go({ to: `/records/${definition.name}/${row.id}/edit` }) },
    ...(pdf ? [{ label: text.money.pdf, run: () => void step(() => openPdf(`${definition.path}/${row.id}/pdf`)) }] : []),
    ...(row.process ? [{ label: text.record.processHistory, run: () => void openTemporal(row.process?.temporal_ui_url, text) }] : []),
    { label: text.act.copyLink, run: () => void copy() },
    { label: text.act.print, run: () => window.print() },
    { label: text.money.withdraw, ability: row.can.remove, danger: true, run: ask },
  ]
}

function InstrumentRecord({ definition, row }: Props) {
  const text = useText()
  const go = useNavigate()
  const [asking, ask] = useState(false)
  const step = useStep(definition.path, '/api/admin/projects')
  const path = `${definition.path}/${row.id}`
  const name = textOf(row[definition.label])
  usePageTitle({ label: wordOf(text, 'titles', definition.title), to: `/records/${definition.name}` }, { label: name })
  const submit = () => void step(() => post(`${path}/submit`, { version: row.version }), text.money.submitted)
  const withdraw = async () => {
    await remove(path)
    notifications.show({ message: `${text.money.withdrawn}: ${name}` })
    await refresh(definition.path)
    void go({ to: `/records/${definition.name}` })
  }
  const submits = row.can.submit && (row.status === 'draft' || row.status === 'rejected')
  return (
    <div className="page">
      <RecordHeader
        kind={wordOf(text, 'types', definition.type)}
        name={name}
        status={row.status}
        actions={
          submits && (
            <ActionButton ability={row.can.submit} run={submit}>
              {text.money.submit}
            </ActionButton>
          )
        }
        menu={useMenuOf({ definition, row }, () => ask(true))}
      />
      <RecordColumns
        left={
          <>
            <InstrumentFacts definition={definition} row={row} />
            <Postings row={row} />
          </>
        }
        right={
          <>
            <TaskSection task={row.task} path={definition.path} />
            <StoryTabs path={path} comments={false} />
          </>
        }
      />
      <Confirm
        opened={asking}
        title={`${text.money.withdraw}: ${name}`}
        body={text.money.withdrawText}
        verb={text.money.withdraw}
        danger
        onClose={() => ask(false)}
        run={withdraw}
      />
    </div>
  )
}

function InstrumentPage({ resource }: { resource: string }) {
  const { id } = useParams({ strict: false }) as { id: string }
  const { definition, query } = useResource(resource)
  const record = useQuery({ ...one<Instrument>(`/api/admin/${resource}/${id}`) })
  return (
    <Loaded query={{ ...query, data: definition }}>
      {(found) => <Loaded query={record}>{(row) => <InstrumentRecord definition={found} row={row} />}</Loaded>}
    </Loaded>
  )
}

export const VoucherPage = () => <InstrumentPage resource="vouchers" />
export const VariationOrderPage = () => <InstrumentPage resource="variation-orders" />
export const DayworkOrderPage = () => <InstrumentPage resource="daywork-orders" />
