/** One project: what it is at a glance, and all that belongs to it behind tabs; the tab stands in the address. */
import { Button, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { one } from '../kit/api/queries'
import type { ProjectDetail } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { RelatedList } from '../kit/list/related-list'
import { linkTo } from '../kit/record/address'
import { Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { ProjectHeader } from './actions'
import { Overview } from './overview'
import './projects.css'

interface Props {
  project: ProjectDetail
}

/** A page of another module, opened for this project. */
function Elsewhere({ title, count, to, label }: { title: string; count: number; to: string; label: string }) {
  return (
    <Section
      title={`${title} (${count})`}
      action={
        <Button component={Link} {...linkTo(to)} size="compact-sm" variant="default">
          {label}
        </Button>
      }
      padded={false}
    >
      {null}
    </Section>
  )
}

function Money({ project }: Props) {
  const by = { field: 'project_id', id: project.id }
  return (
    <>
      <RelatedList resource="vouchers" by={by} columns={['voucher_no', 'subcontractor_id', 'amount', 'status', 'payment_status']} />
      <RelatedList resource="variation-orders" by={by} columns={['vo_number', 'title', 'amount', 'status']} />
      <RelatedList resource="daywork-orders" by={by} columns={['dwo_number', 'work_date', 'amount', 'status']} />
      <RelatedList resource="ledgers" by={by} columns={['entry_date', 'entry_type', 'reference', 'debit', 'credit']} sort="-entry_date" />
      <RelatedList resource="expenses" by={by} columns={['category', 'amount', 'spent_on', 'status', 'created_by_id']} sort="-spent_on" />
    </>
  )
}

function Site({ project }: Props) {
  const text = useText()
  const by = { field: 'project_id', id: project.id }
  return (
    <>
      <RelatedList
        resource="daily-logs"
        by={by}
        columns={['log_date', 'weather', 'workers_count', 'notes', 'author_id']}
        sort="-log_date"
      />
      <RelatedList
        resource="material-stock"
        by={by}
        columns={['material_name', 'quantity', 'unit', 'created_by_id']}
        sort="material_name"
      />
      <Elsewhere
        title={wordOf(text, 'titles', 'gallery')}
        count={project.related.gallery ?? 0}
        to={`/gallery?project_id=${project.id}`}
        label={text.projects.openGallery}
      />
    </>
  )
}

interface Part {
  key: string
  label: string
  count?: number
  body: ReactNode
}

function usePartsOf(project: ProjectDetail): Part[] {
  const text = useText()
  const { related } = project
  const by = { field: 'project_id', id: project.id }
  const sum = (...names: string[]): number => names.reduce((total, name) => total + (related[name] ?? 0), 0)
  const here = `/calendar?project_id=${project.id}`
  const calendar = { all: here, make: `${here}&new=${new Date().toISOString()}` }
  const event_columns = ['title', 'event_type', 'starts_at', 'assigned_user_id']
  return [
    { key: 'overview', label: text.projects.overview, body: <Overview project={project} /> },
    {
      key: 'proposals',
      label: text.projects.proposals,
      count: sum('proposals'),
      body: <RelatedList resource="proposals" by={by} columns={['title', 'quoted_amount', 'status', 'current_round', 'valid_until']} />,
    },
    {
      key: 'money',
      label: text.projects.money,
      count: sum('variation_orders', 'daywork_orders', 'ledger_entries', 'vouchers', 'expenses'),
      body: <Money project={project} />,
    },
    {
      key: 'documents',
      label: wordOf(text, 'titles', 'documents'),
      count: sum('documents'),
      body: <RelatedList resource="documents" by={by} columns={['name', 'status', 'document_type_id', 'uploaded_by_id', 'updated_at']} />,
    },
    {
      key: 'calendar',
      label: wordOf(text, 'titles', 'calendar'),
      count: sum('calendar'),
      body: <RelatedList resource="calendar" by={by} columns={event_columns} sort="-starts_at" links={calendar} />,
    },
    { key: 'site', label: text.projects.site, count: sum('daily_logs', 'material_stock', 'gallery'), body: <Site project={project} /> },
  ]
}

function Project({ project }: Props) {
  const text = useText()
  const go = useNavigate()
  const asked = textOf((useLocation().search as Record<string, unknown>).tab)
  const parts = usePartsOf(project)
  const tab = parts.some((part) => part.key === asked) ? asked : 'overview'
  const show = (key: string | null) =>
    void go({ to: `/projects/${project.id}`, search: (key && key !== 'overview' ? { tab: key } : {}) as never, replace: true })
  usePageTitle({ label: text.projects.title, to: '/projects' }, { label: project.name })
  return (
    <div className="page project">
      <ProjectHeader project={project} />
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List aria-label={text.projects.tabs} mb={16} className="project-tabs no-print">
          {parts.map((part) => (
            <Tabs.Tab
              key={part.key}
              value={part.key}
              rightSection={part.count ? <span className="small soft">{part.count}</span> : undefined}
            >
              {part.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {parts.map((part) => (
          <Tabs.Panel key={part.key} value={part.key}>
            <div className="stack">{part.body}</div>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}

export function ProjectPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<ProjectDetail>(`/api/admin/projects/${id}`))
  return <Loaded query={query}>{(project) => <Project key={project.id} project={project} />}</Loaded>
}
