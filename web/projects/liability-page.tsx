/** What is behind the money: the projects that make up what a business owes, and the records that make up one project. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { list, one } from '../kit/api/queries'
import type { ProjectDetail, RecordRow } from '../kit/api/types'
import { type Format, useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { ListPage } from '../kit/list/list-page'
import { queryOf, useListState } from '../kit/list/state'
import type { Column } from '../kit/list/types'
import { recordAddress } from '../kit/record/address'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'

const PATH = '/api/admin/projects'
const QUEUES = ['active', 'draft', 'on_hold', 'completed', 'cancelled']
const PARTS = { budget_consumed: 'ledgers', vo_exposure: 'variation-orders', dwo_exposure: 'daywork-orders' } as const
type Part = keyof typeof PARTS

interface Summed {
  sum: string
  currency: string
  hidden?: Part[]
}

/** What all rows of the list add up to, also those that are not on the screen. */
function Sum({ path }: { path: string }) {
  const text = useText()
  const format = useFormat()
  const [{ search, filters }] = useListState()
  const query = useQuery(list<RecordRow>(path, { ...queryOf({ search, sort: '', filters }), per_page: 1 }))
  const meta = query.data?.meta as (Summed & { total: number }) | undefined
  if (!meta) return null
  return (
    <div className="liability-sum" role="status">
      <span className="small soft">{text.liability.sum}</span> <b className="number">{format.money(meta.sum, meta.currency)}</b>
      {meta.hidden && meta.hidden.length > 0 && (
        <div className="small soft">{text.liability.hidden(meta.hidden.map((part) => text.projects[part]).join(', '))}</div>
      )}
    </div>
  )
}

interface Cell {
  name: string
  label: string
  width?: number
  sortable?: boolean
}

const money = (cell: Cell, format: Format, currency: (row: RecordRow) => string | undefined): Column => {
  const plain = (row: RecordRow): string => format.money(textOf(row[cell.name]), currency(row))
  return { width: 140, sortable: false, ...cell, numeric: true, render: plain, plain }
}

const words = (cell: Cell, plain: (row: RecordRow) => string): Column => ({ width: 150, sortable: false, ...cell, render: plain, plain })

const status = (label: string, plain: (row: RecordRow) => string): Column => ({
  name: 'status',
  label,
  width: 130,
  sortable: false,
  render: (row) => <Status value={textOf(row.status)} />,
  plain,
})

function useProjectColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const of = (row: RecordRow): string => textOf(row.currency)
  const amount = (name: 'total_liability' | 'budget_consumed' | 'vo_exposure' | 'dwo_exposure' | 'contract_value'): Column =>
    money({ name, label: text.projects[name], sortable: name === 'total_liability' || name === 'contract_value' }, format, of)
  return [
    words({ name: 'name', label: wordOf(text, 'fields', 'name'), width: 200, sortable: true }, (row) => textOf(row.name)),
    status(wordOf(text, 'fields', 'status'), (row) => wordOf(text, 'values', textOf(row.status))),
    amount('total_liability'),
    amount('budget_consumed'),
    amount('vo_exposure'),
    amount('dwo_exposure'),
    amount('contract_value'),
  ]
}

/** The projects behind the total liability of the dashboard. */
export function LiabilityPage() {
  const text = useText()
  const path = `${PATH}/liability`
  const statuses = QUEUES.map((value) => ({ value, label: wordOf(text, 'values', value) }))
  usePageTitle({ label: text.projects.title, to: '/projects' }, { label: text.projects.total_liability })
  return (
    <ListPage
      path={path}
      name="liability"
      title={text.projects.total_liability}
      columns={useProjectColumns()}
      filters={[{ name: 'status', label: wordOf(text, 'fields', 'status'), choices: statuses }]}
      actions={<Sum path={path} />}
      empty={<EmptyState title={text.states.emptyList}>{text.liability.empty}</EmptyState>}
      href={(row) => `/projects/${row.id}/liability`}
      nameOf={(row) => textOf(row.name)}
    />
  )
}

function Behind({ project }: { project: ProjectDetail }) {
  const text = useText()
  const format = useFormat()
  const path = `${PATH}/${project.id}/liability`
  const kind = (row: RecordRow): string => text.projects[row.part as Part]
  const state = (row: RecordRow): string => wordOf(text, 'values', textOf(row.status))
  const columns = [
    words({ name: 'number', label: text.liability.number }, (row) => textOf(row.number) || textOf(row.title) || kind(row)),
    words({ name: 'part', label: text.liability.part }, kind),
    words({ name: 'title', label: wordOf(text, 'fields', 'description'), width: 220 }, (row) => textOf(row.title)),
    status(wordOf(text, 'fields', 'status'), state),
    words({ name: 'day', label: text.liability.day, width: 110, sortable: true }, (row) => format.date(textOf(row.day))),
    money({ name: 'amount', label: wordOf(text, 'fields', 'amount'), sortable: true }, format, () => project.currency),
  ]
  usePageTitle(
    { label: text.projects.title, to: '/projects' },
    { label: project.name, to: `/projects/${project.id}` },
    { label: text.projects.total_liability },
  )
  return (
    <ListPage
      path={path}
      name="project-liability"
      title={text.projects.total_liability}
      columns={columns}
      searchable={false}
      filters={[
        {
          name: 'part',
          label: text.liability.part,
          choices: (Object.keys(PARTS) as Part[]).map((value) => ({ value, label: text.projects[value] })),
        },
      ]}
      actions={<Sum path={path} />}
      empty={<EmptyState title={text.states.emptyList}>{text.liability.emptyOne}</EmptyState>}
      href={(row) => recordAddress(PARTS[row.part as Part], row.id)}
      nameOf={(row) => textOf(row.number) || kind(row)}
    />
  )
}

/** The records behind the liability of one project. */
export function ProjectLiabilityPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<ProjectDetail>(`${PATH}/${id}`))
  return <Loaded query={query}>{(project) => <Behind key={project.id} project={project} />}</Loaded>
}
