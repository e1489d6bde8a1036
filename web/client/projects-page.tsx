/** Where a client starts: what waits for a decision, and how far each project is. */
import { Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Building2, FileText, Handshake, Image } from 'lucide-react'
import { list, one } from '../kit/api/queries'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { Facts, RecordHeader, Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import '../kit/shell/tiles.css'
import { EmptyState, Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { wordOf } from '../kit/language/words'
import { type ClientPhase, type ClientProject, type ClientProjectDetail, type ClientProposal, PROJECTS, PROPOSALS } from './types'

/** How far something is: a bar and the figure beside it. */
function Done({ name, percent }: { name: string; percent: string }) {
  const text = useText()
  return (
    <div className="row">
      <Progress className="grow" value={Number(percent)} size="lg" aria-label={text.portal.progressOf(name, percent)} />
      <span className="number strong">{Number(percent)} %</span>
    </div>
  )
}

function usePlanned(): (from: string | null, to: string | null) => string | null {
  const text = useText()
  const format = useFormat()
  return (from, to) => (from && to ? text.portal.planned(format.date(from), format.date(to)) : null)
}

function Waiting() {
  const text = useText()
  const query = useQuery(list<ClientProposal>(PROPOSALS, { 'filter[status]': 'submitted', per_page: 5 }))
  const proposals = query.data?.data ?? []
  if (proposals.length === 0) return null
  return (
    <section className="notice waiting">
      <Handshake size={20} aria-hidden />
      <div className="grow stack tight">
        <b className="strong">{text.portal.toDecide(query.data?.meta.total ?? proposals.length)}</b>
        <ul className="plain-list">
          {proposals.map((proposal) => (
            <li key={proposal.id}>
              <Link to={`/client/proposals/${proposal.id}`}>{proposal.title}</Link> <span className="soft">{proposal.project?.name}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function ProjectCard({ project }: { project: ClientProject }) {
  const planned = usePlanned()
  return (
    <li>
      <Link to={`/client/projects/${project.id}`} className="card padded stack tight plain-card">
        <span className="row between">
          <b className="strong cut">{project.name}</b>
          <Status value={project.status} />
        </span>
        <Done name={project.name} percent={project.project_progress} />
        <span className="small soft">{planned(project.start_date, project.end_date)}</span>
      </Link>
    </li>
  )
}

export function ClientProjectsPage() {
  const text = useText()
  const query = useQuery(list<ClientProject>(PROJECTS, { sort: '-created_at', per_page: 100 }))
  usePageTitle({ label: text.portal.projects })
  return (
    <div className="page narrow stack">
      <h1>{text.portal.projects}</h1>
      <Waiting />
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon={Building2} title={text.portal.noProjects}>
              {text.portal.noProjectsText}
            </EmptyState>
          ) : (
            <ul className="plain-list cards">
              {data.map((project) => (
                <ProjectCard key={project.id} project={project} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  )
}

function Phases({ phases, current }: { phases: ClientPhase[]; current: string | null }) {
  const text = useText()
  const planned = usePlanned()
  if (phases.length === 0) return <p className="soft">{text.portal.noPhases}</p>
  return (
    <ol className="plain-list">
      {phases.map((phase) => (
        <li key={phase.phase_key} className="stack tight" aria-current={phase.phase_key === current ? 'step' : undefined}>
          <span className="row between">
            <span className={phase.phase_key === current ? 'strong' : undefined}>{phase.name}</span>
            <Status value={phase.status} />
          </span>
          {phase.status !== 'skipped' && <Done name={phase.name} percent={String(phase.progress_percent)} />}
          <span className="small soft">{planned(phase.planned_start, phase.planned_end)}</span>
        </li>
      ))}
    </ol>
  )
}

function Milestones({ milestones }: Pick<ClientProjectDetail, 'milestones'>) {
  const text = useText()
  if (milestones.length === 0) return <p className="soft">{text.portal.noMilestones}</p>
  return (
    <ul className="plain-list">
      {milestones.map((milestone) => (
        <li key={milestone.id} className="row between wraps">
          <span className="strong">{milestone.title}</span>
          <span className="soft">
            <Moment at={milestone.starts_at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Links({ id }: { id: string }) {
  const text = useText()
  const links = [
    { to: '/client/proposals', search: { 'filter[project_id]': id }, label: text.portal.proposals, icon: Handshake },
    { to: '/client/documents', search: { 'filter[project_id]': id }, label: text.portal.documents, icon: FileText },
    { to: '/gallery', search: { project_id: id }, label: text.portal.pictures, icon: Image },
  ]
  return (
    <div className="row wraps no-print">
      {links.map(({ to, search, label, icon: Icon }) => (
        <Button key={to} component={Link} to={to} search={search as never} variant="default" leftSection={<Icon size={16} aria-hidden />}>
          {label}
        </Button>
      ))}
    </div>
  )
}

function Project({ project }: { project: ClientProjectDetail }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  usePageTitle({ label: text.portal.projects, to: '/client/projects' }, { label: project.name })
  return (
    <div className="page narrow stack">
      <RecordHeader kind={text.types.project ?? ''} name={project.name} status={project.status} />
      <Links id={project.id} />
      <Section title={text.portal.progress}>
        <div className="stack">
          <Done name={project.name} percent={project.project_progress} />
          <Facts
            facts={[
              { label: label('description'), value: project.description && <span className="wrap">{project.description}</span> },
              { label: label('start_date'), value: project.start_date && format.date(project.start_date) },
              { label: label('end_date'), value: project.end_date && format.date(project.end_date) },
            ]}
          />
        </div>
      </Section>
      <Section title={text.portal.phases}>
        <Phases phases={project.phases} current={project.current_phase_key} />
      </Section>
      <Section title={text.portal.milestones}>
        <Milestones milestones={project.milestones} />
      </Section>
    </div>
  )
}

export function ClientProjectPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<ClientProjectDetail>(`${PROJECTS}/${id}`))
  return <Loaded query={query}>{(project) => <Project project={project} />}</Loaded>
}
