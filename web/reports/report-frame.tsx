/** The frame of every statement: its name, its question, its ways out, and the others one click away. */
import { Select } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Query } from '../kit/api/client'
import { TakeAway } from '../kit/files/take-away'
import { RecordPicker } from '../kit/form/pickers'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useProjectName } from '../kit/list/project-name'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import type { Asked } from './asked'
import { DayRange } from './day-range'
import { type Against, comparedWith } from './presets'
import './reports.css'

const REPORTS = ['trial-balance', 'profit-and-loss', 'balance-sheet', 'cash-flow'] as const
type ReportName = (typeof REPORTS)[number]

interface Props {
  name: ReportName
  asked: Asked
  change(next: Partial<Asked>): void
  query: Query
  compares: boolean
  children: ReactNode
}

/** The other statements for the same days. */
function Others({ name }: { name: ReportName }) {
  const text = useText()
  const { search } = useLocation()
  return (
    <nav className="list-tabs no-print" aria-label={text.money.reports}>
      {REPORTS.map((each) => (
        <Link
          key={each}
          to={`/reports/${each}`}
          search={search as never}
          className="report-tab"
          aria-current={each === name ? 'page' : undefined}
        >
          {text.money.reportNames[each]}
        </Link>
      ))}
    </nav>
  )
}

function Bar({ asked, change, compares }: Pick<Props, 'asked' | 'change' | 'compares'>) {
  const text = useText()
  const projects = useMe()?.permissions.includes('projects.view') ?? false
  const name = useProjectName(asked.project_id)
  const against: Against[] = ['none', 'before', 'year']
  return (
    <div className="report-bar no-print">
      <DayRange from={asked.from} to={asked.to} choose={change} />
      {compares && (
        <Select
          label={text.money.compare}
          data={against.map((value) => ({ value, label: text.money.against[value] }))}
          value={asked.against}
          allowDeselect={false}
          onChange={(value) => change({ against: (value ?? 'none') as Against })}
          w={180}
        />
      )}
      {projects && (
        <RecordPicker
          label={wordOf(text, 'fields', 'project_id')}
          to="projects"
          by="id"
          known={asked.project_id && name ? [{ value: asked.project_id, label: name }] : []}
          value={asked.project_id || null}
          set={(id) => change({ project_id: id ?? '' })}
        />
      )}
    </div>
  )
}

/** What is shown, in words: for the reader and for paper. */
function Subtitle({ name, asked, compares }: Pick<Props, 'name' | 'asked' | 'compares'>) {
  const text = useText()
  const format = useFormat()
  const project = useProjectName(asked.project_id)
  const other = compares ? comparedWith(asked, asked.against) : undefined
  const span = ({ from, to }: { from: string; to: string }): string =>
    name === 'balance-sheet' ? format.date(to) : `${format.date(from)} – ${format.date(to)}`
  return (
    <p className="soft">
      {span(asked)}
      {other && ` · ${text.money.comparedWith(span(other))}`}
      {project && ` · ${project}`}
    </p>
  )
}

export function ReportFrame(props: Props) {
  const { name, asked, query, compares, children } = props
  const text = useText()
  const business = useMe()?.business.name
  const title = text.money.reportNames[name]
  usePageTitle({ label: text.money.reports }, { label: title })
  return (
    <div className="page report">
      <Others name={name} />
      <div className="page-head">
        <div className="grow">
          <h1>{title}</h1>
          <Subtitle name={name} asked={asked} compares={compares} />
          <p className="print-only">{business}</p>
        </div>
        <TakeAway path={`/api/admin/reports/${name}`} query={query} name={name} />
      </div>
      <div className="stack">
        <Bar asked={asked} change={props.change} compares={compares} />
        {children}
      </div>
    </div>
  )
}
