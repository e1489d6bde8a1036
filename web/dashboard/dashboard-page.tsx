/** The dashboard: what stands where right now, what came of the period, each figure with the list behind it. */
import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { one } from '../kit/api/queries'
import { Figures } from '../kit/charts/figures'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useKept } from '../kit/list/kept'
import { listAddress } from '../kit/record/address'
import { todayIn } from '../kit/schedule/days'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { Loaded } from '../kit/states/states'
import { type Dashboard, NowTiles } from './now'
import { type Choice, periodBefore, periodOf, wrongPeriod } from './period'
import { OverTime, PeriodTiles } from './over-time'
import { Range } from './range'
import './dashboard.css'

const PATH = '/api/admin/dashboard'

/** For admins whose business is not set up yet: how far they are, and the way on. */
function SetupNote() {
  const text = useText()
  const admin = useMe()?.user_type === 'admin'
  const steps = useQuery({ ...one<{ done: boolean }[]>('/api/admin/setup'), enabled: admin }).data
  const done = steps?.filter((step) => step.done).length ?? 0
  if (!steps || done === steps.length) return null
  return (
    <div className="notice waiting setup-note">
      <Rocket size={18} aria-hidden />
      <span className="grow">{text.dashboard.setup(done, steps.length)}</span>
      <Button component={Link} to="/setup" size="compact-sm">
        {text.dashboard.continueSetup}
      </Button>
    </div>
  )
}

function Charts({ now }: { now: Dashboard }) {
  const text = useText()
  const watches = useMe()?.permissions.includes('processes.view') ?? false
  const statuses = Object.entries(now.projects).map(([status, value]) => ({
    label: wordOf(text, 'values', status),
    value,
    to: listAddress('projects', { 'filter[status]': status }),
  }))
  const kinds = Object.entries(now.open_tasks).map(([kind, value]) => ({
    label: wordOf(text, 'taskKinds', kind),
    value,
    to: watches ? `/processes?filter[task_kind]=${kind}` : `/inbox?kind=${kind}`,
  }))
  return (
    <div className="dashboard-charts">
      <Figures name="projects" title={text.dashboard.byStatus} unit={text.dashboard.projectsUnit} figures={statuses} />
      {kinds.length > 0 && <Figures name="tasks" title={text.dashboard.byKind} unit={text.dashboard.tasksUnit} figures={kinds} />}
    </div>
  )
}

/** The period that was chosen, kept on the device. */
function usePeriod() {
  const today = todayIn(useMe()?.business.time_zone ?? 'UTC')
  const [choice, choose] = useKept<Choice>('dashboard.period', { last: 30 })
  return { choice, choose, period: periodOf(choice, today) }
}

export function DashboardPage() {
  const text = useText()
  const { choice, choose, period } = usePeriod()
  const enabled = wrongPeriod(period) === null
  // What was shown stays while another period is on the way.
  const query = useQuery({ ...one<Dashboard>(PATH, { ...period }), enabled, placeholderData: keepPreviousData })
  const before = useQuery({ ...one<Dashboard>(PATH, { ...periodBefore(period) }), enabled }).data?.series
  usePageTitle({ label: text.dashboard.title })
  return (
    <div className="page dashboard">
      <div className="page-head">
        <h1 className="grow">{text.dashboard.title}</h1>
      </div>
      <div className="stack">
        <SetupNote />
        <Loaded query={query} rows={8}>
          {(now) => (
            <>
              <h2>{text.dashboard.now}</h2>
              <NowTiles now={now} />
              <Charts now={now} />
              <div className="row wraps between">
                <h2>{text.dashboard.period}</h2>
                <Range choice={choice} period={period} choose={choose} />
              </div>
              {now.series && <PeriodTiles days={now.series} before={before ?? undefined} period={period} currency={now.currency} />}
              {now.series && <OverTime days={now.series} currency={now.currency} />}
            </>
          )}
        </Loaded>
      </div>
    </div>
  )
}
