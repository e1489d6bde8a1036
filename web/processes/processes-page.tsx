/** Where work stands: running processes, those that have waited longest first, and where they wait. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { getList } from '../kit/api/client'
import type { Named, RecordRow } from '../kit/api/types'
import { Figures } from '../kit/charts/figures'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ListPage } from '../kit/list/list-page'
import { queryOf, useListState } from '../kit/list/state'
import type { Column } from '../kit/list/types'
import { addressOfRecord } from '../kit/record/address'
import { usePageTitle } from '../kit/shell/crumbs'
import { Status } from '../kit/states/status'
import { openTemporal } from '../kit/record/open-temporal'
import { textOf } from '../kit/language/plain'

const PATH = '/api/admin/processes'
/** Seconds of each unit, largest first. */
const UNITS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
] as const

interface Waits {
  process_type: string
  stage: string
  count: number
  average_seconds: number
}

interface WaitingTask {
  kind: string
  assignee: Named | null
}

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const type = (row: RecordRow) => wordOf(text, 'types', String(row.process_type))
  const task = (row: RecordRow) => row.task as WaitingTask | null
  const waitsFor = (row: RecordRow) =>
    [task(row) && wordOf(text, 'taskKinds', task(row)?.kind ?? ''), task(row)?.assignee?.name].filter(Boolean).join(' · ')
  const since = (row: RecordRow) => format.relative(String(row.stage_since))
  return [
    {
      name: 'label',
      label: wordOf(text, 'fields', 'name'),
      width: 240,
      sortable: false,
      plain: (row) => textOf(row.label ?? type(row)),
      render: (row) => textOf(row.label ?? type(row)),
    },
    { name: 'process_type', label: text.record.process, width: 130, sortable: false, plain: type, render: type },
    {
      name: 'stage',
      label: text.processes.stage,
      width: 150,
      sortable: false,
      plain: (row) => wordOf(text, 'values', String(row.stage)),
      render: (row) => <Status value={String(row.stage)} />,
    },
    {
      name: 'stage_since',
      label: text.processes.age,
      width: 130,
      sortable: true,
      plain: since,
      render: (row) => (
        <time dateTime={String(row.stage_since)} title={format.instant(String(row.stage_since))}>
          {since(row)}
        </time>
      ),
    },
    { name: 'waits_for', label: text.processes.waitingFor, width: 200, sortable: false, plain: waitsFor, render: waitsFor },
    {
      name: 'created_at',
      label: text.processes.started,
      width: 160,
      sortable: true,
      plain: (row) => format.instant(row.created_at),
      render: (row) => format.instant(row.created_at),
    },
  ]
}

/** Where work waits, for what the list is filtered by. */
function LongestWaits() {
  const text = useText()
  const [state] = useListState()
  const query = { ...queryOf({ ...state, sort: '' }), per_page: 1 }
  const answer = useQuery({ queryKey: [PATH, 'waits', query], queryFn: ({ signal }) => getList<RecordRow>(PATH, query, signal) })
  const waits = (answer.data?.meta as { longest_waits?: Waits[] } | undefined)?.longest_waits ?? []
  if (waits.length === 0) return null
  const longest = Math.max(...waits.map((wait) => wait.average_seconds))
  const [unit, seconds] = UNITS.find(([, size]) => longest >= 2 * size) ?? UNITS[2]
  const figures = waits.map((wait) => ({
    label: `${wordOf(text, 'types', wait.process_type)}: ${wordOf(text, 'values', wait.stage)} (${wait.count})`,
    value: Math.round((wait.average_seconds / seconds) * 10) / 10,
  }))
  return (
    <div style={{ padding: '8px 24px' }}>
      <Figures name="waits" title={text.processes.longest} unit={text.processes.units[unit]} figures={figures} />
    </div>
  )
}

export function ProcessesPage() {
  const text = useText()
  usePageTitle({ label: text.processes.title })
  return (
    <div className="processes">
      <LongestWaits />
      <ListPage
        path={PATH}
        name="processes"
        title={text.processes.title}
        columns={useColumns()}
        filters={[
          { name: 'process_type', label: text.record.process, kind: 'text' },
          {
            name: 'stage',
            label: text.processes.stage,
            choices: ['draft', 'in_verification', 'in_approval', 'rejected'].map((value) => ({
              value,
              label: wordOf(text, 'values', value),
            })),
          },
          { name: 'assignee_id', label: text.processes.waitingFor, to: 'users' },
          { name: 'started_by_id', label: text.processes.started, to: 'users' },
        ]}
        searchable={false}
        actions={
          <Button
            variant="default"
            rightSection={<ExternalLink size={14} aria-hidden />}
            onClick={() => void openTemporal(undefined, text)}
          >
            {text.processes.openUi}
          </Button>
        }
        href={(row) => addressOfRecord(String(row.process_type), row.id)}
        nameOf={(row) => textOf(row.label ?? row.id)}
      />
    </div>
  )
}
