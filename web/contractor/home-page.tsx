/** Where a contractor starts: what to enter, and what was entered lately. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Boxes, Building2, ClipboardPen, Receipt } from 'lucide-react'
import { list } from '../kit/api/queries'
import type { Named, RecordRow } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { EmptyState, Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import type { Expense } from '../expenses/types'
import '../kit/shell/tiles.css'

interface Project extends RecordRow {
  name: string
  status: string
}

interface Log extends RecordRow {
  log_date: string
  notes: string
  project: Named | null
}

function Enter() {
  const text = useText()
  const tiles = [
    { to: '/records/daily-logs/new', label: text.portal.newLog, icon: ClipboardPen },
    { to: '/expenses/new', label: text.portal.newExpense, icon: Receipt },
    { to: '/records/material-stock/new', label: text.portal.newMaterial, icon: Boxes },
  ]
  return (
    <ul className="tiles" aria-label={text.portal.enter}>
      {tiles.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link to={to} className="tile">
            <Icon size={24} aria-hidden />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Projects() {
  const text = useText()
  const query = useQuery(list<Project>('/api/contractor/projects', { sort: 'name', per_page: 100 }))
  return (
    <Section title={text.portal.projects}>
      <Loaded query={query} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon={Building2} title={text.portal.noProjects}>
              {text.portal.noProjectsText}
            </EmptyState>
          ) : (
            <ul className="plain-list">
              {data.map((project) => (
                <li key={project.id} className="row between">
                  <span className="cut strong">{project.name}</span>
                  <Status value={project.status} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

const LATEST = { per_page: 5, sort: '-created_at' }

function Lately() {
  const text = useText()
  const format = useFormat()
  const logs = useQuery(list<Log>('/api/contractor/daily-logs', { ...LATEST, sort: '-log_date' }))
  const expenses = useQuery(list<Expense>('/api/contractor/expenses', LATEST))
  return (
    <>
      <Section title={text.portal.logs} action={<More to="/records/daily-logs" />}>
        <Loaded query={logs} rows={2}>
          {({ data }) =>
            data.length === 0 ? (
              <p className="soft">{text.states.emptyList}</p>
            ) : (
              <ul className="plain-list">
                {data.map((log) => (
                  <li key={log.id}>
                    <Link to={`/records/daily-logs/${log.id}`} className="plain-link">
                      <b className="strong">{format.date(log.log_date)}</b> · {log.project?.name}
                      <span className="soft small cut" style={{ display: 'block' }}>
                        {log.notes}
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Section title={text.expenses.title} action={<More to="/expenses" />}>
        <Loaded query={expenses} rows={2}>
          {({ data }) =>
            data.length === 0 ? (
              <p className="soft">{text.states.emptyList}</p>
            ) : (
              <ul className="plain-list">
                {data.map((expense) => (
                  <li key={expense.id}>
                    <Link to={`/expenses/${expense.id}`} className="plain-link row between">
                      <span className="cut">
                        <b className="strong">{expense.category}</b> · {format.money(expense.amount, expense.currency)}
                      </span>
                      <Status value={expense.status} />
                    </Link>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </>
  )
}

function More({ to }: { to: string }) {
  const text = useText()
  return (
    <Button component={Link} to={to} variant="subtle" size="compact-sm">
      {text.act.showAll}
    </Button>
  )
}

export function ContractorHomePage() {
  const text = useText()
  const me = useMe()
  usePageTitle({ label: text.portal.home })
  return (
    <div className="page narrow stack">
      <h1>{text.portal.welcome(me?.name ?? '')}</h1>
      <Enter />
      <Lately />
      <Projects />
    </div>
  )
}
