/** A project at a glance: its progress, its money, its facts, its phases and its story. */
import { Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import { useListLink } from '../dashboard/now'
import { one } from '../kit/api/queries'
import type { ProjectDetail, ProjectSummary } from '../kit/api/types'
import { ShareBar } from '../kit/charts/share-bar'
import { Tile, Tiles } from '../kit/charts/tile'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { linkTo } from '../kit/record/address'
import { Facts, RecordColumns, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { Moment } from '../kit/record/story'
import { StoryTabs } from '../kit/record/story-tabs'
import { Loaded, Loading } from '../kit/states/states'

// The schedule brings its dialogs and fields: what the project is stands there first.
const PhasesSection = lazy(async () => ({ default: (await import('./phases')).PhasesSection }))

interface Props {
  project: ProjectDetail
}

const pathOf = (id: string): string => `/api/admin/projects/${id}`

function Figures({ project, summary, phase }: Props & { summary: ProjectSummary; phase: string | null }) {
  const text = useText()
  const format = useFormat()
  const link = useListLink()
  const progress = Number(summary.project_progress)
  return (
    <Tiles label={text.projects.overview}>
      <Tile
        label={text.projects.progress}
        value={format.percent(progress / 100)}
        note={<Progress value={progress} size="sm" aria-label={text.projects.progress} />}
      />
      <Tile label={text.projects.currentPhase} value={<span className="phase-name">{phase ?? text.projects.noPhase}</span>} />
      <Tile label={text.projects.contract_value} value={format.money(summary.contract_value, summary.currency)} />
      <Tile
        label={text.projects.remaining}
        value={format.money(summary.remaining, summary.currency)}
        to={`/projects/${project.id}/liability`}
      />
      <Tile
        label={text.projects.upcoming}
        value={format.number(summary.upcoming_event_count)}
        to={link('calendar') && `/calendar/upcoming?filter[project_id]=${project.id}&sort=starts_at`}
      />
    </Tiles>
  )
}

const PARTS = [
  ['budget_consumed', 'a'],
  ['vo_exposure', 'b'],
  ['dwo_exposure', 'c'],
] as const

/** The lists behind the figures of a project, where the reader may open them. */
function useLists(
  project_id: string,
): Record<(typeof PARTS)[number][0] | 'total_liability' | 'approved_vo_total' | 'pending_vo_total', string | undefined> {
  const link = useListLink()
  const of = (resource: string, filter: Record<string, string>) => link(resource, { 'filter[project_id]': project_id, ...filter })
  return {
    budget_consumed: of('ledgers', { 'filter[entry_type]': 'payment' }),
    vo_exposure: of('variation-orders', { 'filter[status]': 'pending,approved' }),
    dwo_exposure: of('daywork-orders', { 'filter[status]': 'draft,submitted' }),
    total_liability: `/projects/${project_id}/liability`,
    approved_vo_total: of('variation-orders', { 'filter[status]': 'approved' }),
    pending_vo_total: of('variation-orders', { 'filter[status]': 'pending' }),
  }
}

const Behind = ({ to, children }: { to: string | undefined; children: ReactNode }) => (
  <span className="number">{to ? <Link {...linkTo(to)}>{children}</Link> : children}</span>
)

/** The contract value and what has become of it; the figures are the chart's text twin. */
function Money({ project, summary }: Props & { summary: ProjectSummary }) {
  const text = useText()
  const format = useFormat()
  const money = (value: string): string => format.money(value, summary.currency)
  const lists = useLists(project.id)
  const whole = Number(summary.contract_value)
  const over = Number(summary.remaining) < 0
  const rest = {
    label: text.projects.remaining,
    value: Math.max(0, Number(summary.remaining)),
    shown: money(summary.remaining),
    tone: 'rest' as const,
  }
  const shares = PARTS.map(([name, tone]) => ({
    label: text.projects[name],
    value: Number(summary[name]),
    shown: money(summary[name]),
    tone,
    to: lists[name],
  }))
  return (
    <Section title={text.projects.finance}>
      <div className="stack">
        {whole === 0 && <p className="soft">{text.projects.noContract}</p>}
        {over && whole > 0 && <div className="notice refused">{text.projects.over(money(summary.remaining.replace('-', '')))}</div>}
        <ShareBar label={text.projects.finance} whole={whole} shares={[...shares, rest]} />
        <Facts
          facts={[
            { label: text.projects.contract_value, value: <span className="number">{money(summary.contract_value)}</span> },
            ...(['total_liability', 'approved_vo_total', 'pending_vo_total'] as const).map((name) => ({
              label: text.projects[name],
              value: <Behind to={lists[name]}>{money(summary[name])}</Behind>,
            })),
          ]}
        />
      </div>
    </Section>
  )
}

function ProjectFacts({ project }: Props) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <Section title={text.record.facts}>
      <div className="stack">
        <ProcessMap process="project" status={project.status} />
        <Facts
          facts={[
            { label: label('client_user_id'), value: project.client_user?.name },
            { label: label('location_id'), value: project.location?.name },
            { label: label('start_date'), value: project.start_date && format.date(project.start_date) },
            { label: label('end_date'), value: project.end_date && format.date(project.end_date) },
            { label: label('description'), value: project.description && <span className="wrap">{project.description}</span> },
            { label: text.record.created, value: <Moment at={project.created_at} /> },
            { label: text.record.updated, value: <Moment at={project.updated_at} /> },
          ]}
        />
      </div>
    </Section>
  )
}

export function Overview({ project }: Props) {
  const path = pathOf(project.id)
  const query = useQuery(one<ProjectSummary>(`${path}/summary`))
  return (
    <Loaded query={query} rows={4}>
      {(summary) => (
        <div className="stack">
          <Suspense fallback={<Loading rows={8} />}>
            <PhasesSection
              project={project}
              above={(phases) => (
                <Figures
                  project={project}
                  summary={summary}
                  phase={phases.find((phase) => phase.phase_key === summary.current_phase_key)?.name ?? summary.current_phase_key}
                />
              )}
            />
          </Suspense>
          <RecordColumns
            left={
              <>
                <Money project={project} summary={summary} />
                <StoryTabs path={path} />
              </>
            }
            right={<ProjectFacts project={project} />}
          />
        </div>
      )}
    </Loaded>
  )
}
