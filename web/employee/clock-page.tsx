/** Where an employee starts: the clock under the thumb, the hours, and what comes next. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Camera, Inbox, LogIn, LogOut } from 'lucide-react'
import { useEffect, useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { list, one, refresh } from '../kit/api/queries'
import type { Task } from '../kit/api/types'
import { addDays, startOfDay } from '../kit/calendar/days'
import { Figures } from '../kit/charts/figures'
import { ProjectPicker } from '../kit/form/project-picker'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf } from '../kit/language/words'
import { useKept } from '../kit/list/kept'
import { Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Upcoming } from './upcoming'
import { CLOCK, type Clock, type ClockEntry, duration } from './clock'
import '../kit/shell/tiles.css'
import './clock.css'

/** Seconds since an instant, every second. */
function useRunning(since: string): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (now - Date.parse(since)) / 1000
}

function Running({ open }: { open: ClockEntry }) {
  const text = useText()
  const seconds = useRunning(open.clocked_in_at)
  return (
    <>
      <h2>
        {text.clock.running} {open.project && text.clock.onProject(open.project.name)}
      </h2>
      <div className="clock-time number" role="timer" aria-live="off">
        {duration(seconds)}
      </div>
      <p className="soft">
        <Since at={open.clocked_in_at} />
      </p>
    </>
  )
}

function Since({ at }: { at: string }) {
  const text = useText()
  const format = useFormat()
  return <time dateTime={at}>{text.clock.since(format.instant(at))}</time>
}

/** Clocks in or out; a refusal says why, and the page shows how it really stands. */
function usePunch() {
  const text = useText()
  const [busy, setBusy] = useState(false)
  const punch = async (path: string, body: object, said: (entry: ClockEntry) => string) => {
    setBusy(true)
    try {
      say({ message: said(await post<ClockEntry>(path, body)) })
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      say({
        color: 'red',
        message: wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain ?? error.data.message),
      })
    }
    await refresh(CLOCK)
    setBusy(false)
  }
  return { busy, punch }
}

const lasted = ({ clocked_in_at, clocked_out_at }: ClockEntry): string =>
  duration((Date.parse(clocked_out_at ?? '') - Date.parse(clocked_in_at)) / 1000)

function Punch({ clock }: { clock: Clock }) {
  const text = useText()
  const { busy, punch } = usePunch()
  const [project_id, setProject] = useKept<string | null>('clock.project', null)
  if (clock.open) {
    const out = () => punch('/api/employee/clock-out', {}, (entry) => text.clock.clockedOut(lasted(entry)))
    return (
      <section className="card clock">
        <Running key={clock.open.id} open={clock.open} />
        <Button size="xl" fullWidth loading={busy} leftSection={<LogOut size={20} aria-hidden />} onClick={() => void out()}>
          {text.clock.out}
        </Button>
      </section>
    )
  }
  const start = () => punch('/api/employee/clock-in', project_id ? { project_id } : {}, () => text.clock.clockedIn)
  return (
    <section className="card clock">
      <h2>{text.clock.idle}</h2>
      <p className="soft">{text.clock.idleText}</p>
      <ProjectPicker label={text.clock.project} placeholder={text.clock.noProject} value={project_id} set={setProject} />
      <Button size="xl" fullWidth loading={busy} leftSection={<LogIn size={20} aria-hidden />} onClick={() => void start()}>
        {text.clock.in}
      </Button>
    </section>
  )
}

function Entries({ entries }: { entries: ClockEntry[] }) {
  const text = useText()
  if (entries.length === 0) return <p className="soft">{text.clock.noEntries}</p>
  return (
    <ul className="plain-list">
      {entries.toReversed().map((entry) => (
        <li key={entry.id} className="row between">
          <span>
            <Moment at={entry.clocked_in_at} />
            <span className="small soft" style={{ display: 'block' }}>
              {entry.project?.name ?? text.clock.noProject}
            </span>
          </span>
          <span className="number strong">{entry.clocked_out_at ? lasted(entry) : text.clock.open}</span>
        </li>
      ))}
    </ul>
  )
}

const LATEST_DAYS = 10

function Hours({ clock }: { clock: Clock }) {
  const text = useText()
  const format = useFormat()
  const days = clock.days.slice(-LATEST_DAYS).map(({ date, hours }) => ({ label: format.date(date), value: Number(hours) }))
  const weeks = clock.weeks.map(({ week, hours }) => {
    const [year = '', n = ''] = week.split('-W')
    return { label: text.clock.week(Number(n), year), value: Number(hours) }
  })
  return (
    <>
      {weeks.length > 0 && <Figures name="clock.weeks" title={text.clock.byWeek} unit={text.clock.unit} figures={weeks.toReversed()} />}
      {days.length > 0 && <Figures name="clock.days" title={text.clock.byDay} unit={text.clock.unit} figures={days.toReversed()} />}
      <Section title={text.clock.entries}>
        <Entries entries={clock.entries} />
      </Section>
    </>
  )
}

function Shortcuts() {
  const text = useText()
  const counts = useQuery(list<Task>('/api/tasks', { per_page: 1 })).data?.meta.counts ?? {}
  const waiting = Object.values(counts).reduce((sum, n) => sum + n, 0)
  return (
    <div className="row wraps">
      <Button component={Link} to="/inbox" variant="default" leftSection={<Inbox size={16} aria-hidden />}>
        {text.clock.tasks(waiting)}
      </Button>
      <Button component={Link} to="/gallery/new" variant="default" leftSection={<Camera size={16} aria-hidden />}>
        {text.clock.photo}
      </Button>
    </div>
  )
}

export function ClockPage() {
  const text = useText()
  const query = useQuery(one<Clock>(CLOCK))
  const from = startOfDay(new Date())
  usePageTitle({ label: text.clock.title })
  return (
    <div className="page narrow stack">
      <h1>{text.clock.title}</h1>
      <Loaded query={query}>{(clock) => <Punch clock={clock} />}</Loaded>
      <Shortcuts />
      <Upcoming path="/api/employee/calendar" from={from} to={addDays(from, 8)} />
      {query.data && <Hours clock={query.data} />}
    </div>
  )
}
