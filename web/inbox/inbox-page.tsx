/** The inbox: a hundred tasks without the mouse. */
import { NativeSelect } from '@mantine/core'
import { say } from '../kit/shell/say'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { CircleCheckBig, MousePointerClick } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { one, queries } from '../kit/api/queries'
import type { Task } from '../kit/api/types'
import { type Decision, decide, useRecordings } from '../kit/decision/decisions'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { whyRefused, wordOf } from '../kit/language/words'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, ErrorState, Loaded, Loading } from '../kit/states/states'
import { aheadOf } from './evidence'
import { TaskList } from './task-list'
import { TaskPane } from './task-pane'
import { type Tab, useTasks } from './tasks'
import '../kit/list/list.css'
import './inbox.css'

const BulkDecision = lazy(async () => ({ default: (await import('./bulk')).BulkDecision }))

const TABS: readonly Tab[] = ['open', 'mine', 'completed']

interface Place {
  tab: Tab
  kind: string | null
  taskId: string | undefined
  search: Record<string, string>
  open(id: string | undefined): void
  change(next: Record<string, string>): void
}

/** Tab, kind and task stand in the address. */
function usePlace(): Place {
  const { taskId } = useParams({ strict: false }) as { taskId?: string }
  const search = useSearch({ strict: false }) as Record<string, string>
  const go = useNavigate()
  const tab = TABS.find((each) => each === search.tab) ?? 'open'
  const open = (id: string | undefined) => void go({ to: id ? `/inbox/${id}` : '/inbox', search: search as never })
  const change = (next: Record<string, string>) =>
    void go({
      to: '/inbox',
      search: Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value !== '')) as never,
    })
  return { tab, kind: search.kind ?? null, taskId, search, open, change }
}

/** Tasks whose decision is on its way stay in the list as such; recorded ones leave it at once. */
function useShown(all: Task[], tab: Tab): Task[] {
  const recordings = useRecordings()
  return tab === 'completed' ? all : all.filter((task) => recordings.get(task.id)?.state !== 'recorded')
}

function useDecide(shown: Task[], place: Place) {
  const text = useText()
  return (task: Task, decision: Decision) => {
    const at = shown.findIndex((each) => each.id === task.id)
    const next = shown[at + 1] ?? shown[at - 1]
    place.open(next?.id)
    void decide(task, decision).then((result) => {
      const { label } = task.subject
      if (result.state === 'recorded')
        say({ id: 'recorded', message: text.tasks.recorded(text.decided[decision.outcome] ?? decision.outcome, label), autoClose: 3000 })
      if (result.state === 'refused') {
        say({
          color: 'red',
          title: text.tasks.refused(label),
          message: whyRefused(text, result.error),
          autoClose: 10_000,
        })
      }
    })
  }
}

interface ListKeys {
  shown: Task[]
  place: Place
  toggle(task: Task): void
}

function useInboxKeys({ shown, place, toggle }: ListKeys): void {
  const { help } = useText()
  const at = shown.findIndex((task) => task.id === place.taskId)
  const step = (by: number) => place.open(shown[Math.max(0, Math.min(shown.length - 1, at + by))]?.id)
  const here = shown[at]
  useKeys([
    { keys: 'j', label: help.next, run: () => step(1) },
    { keys: 'k', label: help.previous, run: () => step(at < 0 ? 1 : -1) },
    {
      keys: 'enter',
      label: help.open,
      run: () => (here ? document.querySelector<HTMLElement>('.task .viewer-pages, .task-body')?.focus() : step(1)),
    },
    { keys: 'x', label: help.select, run: () => here && toggle(here) },
  ])
}

function Tabs({ place, counts }: { place: Place; counts: Record<string, number> }) {
  const text = useText()
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const kinds = Object.entries(counts).map(([kind, n]) => ({ value: kind, label: `${wordOf(text, 'taskKinds', kind)} (${n})` }))
  return (
    <>
      <div className="list-tabs" style={{ padding: '0 8px' }}>
        {TABS.map((tab) => (
          <button type="button" key={tab} aria-pressed={place.tab === tab} onClick={() => place.change({ tab: tab === 'open' ? '' : tab })}>
            {text.tasks[tab]}
            {tab === 'open' && all > 0 && <span className="n">{all}</span>}
          </button>
        ))}
      </div>
      {kinds.length > 1 && (
        <NativeSelect
          size="xs"
          m="8px 12px"
          data={[{ value: '', label: text.tasks.allKinds }, ...kinds]}
          value={place.kind ?? ''}
          onChange={(event) => place.change({ kind: event.currentTarget.value })}
          aria-label={text.tasks.allKinds}
        />
      )}
    </>
  )
}

function Chosen({ place, known, onDecide }: { place: Place; known: Task | undefined; onDecide(task: Task, decision: Decision): void }) {
  const text = useText()
  const query = useQuery({ ...one<Task>(`/api/tasks/${place.taskId}`), enabled: place.taskId !== undefined, placeholderData: known })
  if (place.taskId === undefined) {
    return (
      <EmptyState icon={MousePointerClick} title={text.tasks.chooseOne}>
        <kbd>J</kbd> <kbd>K</kbd>
      </EmptyState>
    )
  }
  return <Loaded query={query}>{(task) => <TaskPane key={task.id} task={task} decide={(decision) => onDecide(task, decision)} />}</Loaded>
}

export function InboxPage() {
  const text = useText()
  const place = usePlace()
  const query = useTasks({ tab: place.tab, kind: place.kind })
  const [selected, setSelected] = useState(new Map<string, Task>())
  const shown = useShown(query.data?.tasks ?? [], place.tab)
  const at = shown.findIndex((task) => task.id === place.taskId)
  const onDecide = useDecide(shown, place)
  const toggle = (task: Task) => {
    const next = new Map(selected)
    if (!next.delete(task.id)) next.set(task.id, task)
    setSelected(next)
  }
  useInboxKeys({ shown, place, toggle })
  usePageTitle({ label: text.tasks.title })
  const next = shown[at + 1]
  useEffect(() => {
    if (next) void queries.prefetchQuery(aheadOf(next) as ReturnType<typeof one>)
  }, [next])
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return (
    <div className="inbox" data-open={place.taskId !== undefined || undefined}>
      <div className="inbox-list">
        <div className="head">
          <h1>{text.tasks.title}</h1>
        </div>
        <Tabs place={place} counts={query.data?.counts ?? {}} />
        {selected.size > 0 && (
          <Suspense fallback={null}>
            <BulkDecision tasks={[...selected.values()]} clear={() => setSelected(new Map())} />
          </Suspense>
        )}
        {query.isPending && <Loading rows={6} />}
        {query.error && !query.data && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {query.data && shown.length === 0 && (
          <EmptyState icon={CircleCheckBig} title={text.tasks.empty}>
            {text.tasks.emptyText}
          </EmptyState>
        )}
        {shown.length > 0 && (
          <TaskList
            tasks={shown}
            current={place.taskId}
            selected={new Set(selected.keys())}
            toggle={place.tab === 'completed' ? undefined : toggle}
            search={place.search}
            more={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
          />
        )}
      </div>
      <div className="task-pane">
        <Chosen place={place} known={shown[at]} onDecide={onDecide} />
      </div>
    </div>
  )
}
