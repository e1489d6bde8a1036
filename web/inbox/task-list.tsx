/** The left side of the inbox: tasks by due date, drawn only where they are seen. */
import { Checkbox, Loader } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Link } from '@tanstack/react-router'
import { CircleX, Flame } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Task } from '../kit/api/types'
import { type Recording, useRecordings } from '../kit/decision/decisions'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useMe } from '../kit/shell/me'

const HEIGHT = 64
/** 1 is the most urgent; an escalated task gets it. */
const USUAL_PRIORITY = 3

interface LineProps {
  task: Task
  current: boolean
  selected: boolean
  recording: Recording | undefined
  toggle?: (task: Task) => void
  search: Record<string, string>
}

function Due({ task }: { task: Task }) {
  const text = useText()
  const format = useFormat()
  if (task.completed) return <>{format.relative(task.completed.at)}</>
  if (!task.due_at) return null
  const late = Date.parse(task.due_at) < Date.now()
  return (
    <span className={late ? 'late' : undefined} title={format.instant(task.due_at)}>
      {late && `${text.tasks.overdue} · `}
      {text.tasks.due(format.relative(task.due_at))}
    </span>
  )
}

function Held({ task }: { task: Task }) {
  const text = useText()
  const me = useMe()
  if (!task.assignee || task.completed) return null
  return <> · {task.assignee_id === me?.id ? text.tasks.heldByMe : text.tasks.heldBy(task.assignee.name)}</>
}

function Line({ task, current, selected, recording, toggle, search }: LineProps) {
  const text = useText()
  return (
    <div className={`task-line${recording?.state === 'recording' ? ' recording' : ''}`} data-current={current || undefined}>
      <span className="pick">
        {recording?.state === 'recording' ? (
          <Loader size={14} aria-label={text.tasks.recording} />
        ) : recording?.state === 'refused' ? (
          <span className="status refused">
            <CircleX size={16} aria-label={text.tasks.refused('')} />
          </span>
        ) : (
          toggle && (
            <Checkbox size="xs" checked={selected} onChange={() => toggle(task)} aria-label={text.list.select(task.subject.label)} />
          )
        )}
      </span>
      <Link to="/inbox/$taskId" params={{ taskId: task.id }} search={search as never} aria-current={current ? 'true' : undefined}>
        <span className="row">
          <span className="cut strong grow">{task.subject.label}</span>
          {task.priority < USUAL_PRIORITY && <Flame size={14} aria-label={text.tasks.priority} color="var(--waiting)" />}
        </span>
        <span className="cut small soft" style={{ display: 'block' }}>
          {wordOf(text, 'taskKinds', task.kind)}
          <Held task={task} />
        </span>
        <span className="cut small soft" style={{ display: 'block' }}>
          <Due task={task} />
        </span>
      </Link>
    </div>
  )
}

interface Props {
  tasks: Task[]
  current: string | undefined
  selected: ReadonlySet<string>
  toggle?: (task: Task) => void
  search: Record<string, string>
  /** Called when the end comes into view. */
  more(): void
}

export function TaskList({ tasks, current, selected, toggle, search, more }: Props) {
  const text = useText()
  const frame = useRef<HTMLDivElement>(null)
  const recordings = useRecordings()
  const virtual = useVirtualizer({ count: tasks.length, getScrollElement: () => frame.current, estimateSize: () => HEIGHT, overscan: 8 })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= tasks.length - 10) more()
  }, [last, tasks.length, more])
  const at = tasks.findIndex((task) => task.id === current)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])
  return (
    <div className="scroll" ref={frame}>
      <ul style={{ height: virtual.getTotalSize() }} aria-label={text.tasks.list}>
        {items.map((item) => {
          const task = tasks[item.index]
          return (
            task && (
              <li
                key={task.id}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-setsize={tasks.length}
                aria-posinset={item.index + 1}
              >
                <Line
                  task={task}
                  current={task.id === current}
                  selected={selected.has(task.id)}
                  recording={recordings.get(task.id)}
                  toggle={toggle}
                  search={search}
                />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
