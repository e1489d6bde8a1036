/** The right side of the inbox: what is asked, the evidence, what happened so far, and the decision. */
import { ActionIcon, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ExternalLink } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Task } from '../kit/api/types'
import { type Decision, forget, useRecordings } from '../kit/decision/decisions'
import { DecisionPanel } from '../kit/decision/panel'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { whyRefused, wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { Moment } from '../kit/record/story'
import { useMe } from '../kit/shell/me'
import { Evidence, recordPage } from './evidence'
import { useAct } from './use-act'

const DelegateDialog = lazy(async () => ({ default: (await import('./delegate')).DelegateDialog }))

const able = (allowed: boolean, task: Task) => ({ allowed, reason: null, explain: task.why })

function TaskActions({ task }: { task: Task }) {
  const text = useText()
  const [delegating, setDelegating] = useState(false)
  const [asked, setAsked] = useState(false)
  // Kept once it was there, so that closing is seen and the focus returns.
  if (delegating && !asked) setAsked(true)
  const run = useAct(task)
  useKeys([{ keys: 'c', label: text.help.claim, run: () => void (task.can.claim && run('claim')) }])
  if (task.completed) return null
  return (
    <>
      {task.can.release ? (
        <Button variant="default" onClick={() => void run('release')}>
          {text.tasks.release}
        </Button>
      ) : (
        <ActionButton ability={able(task.can.claim, task)} variant="default" run={() => void run('claim')}>
          {text.tasks.claim}
        </ActionButton>
      )}
      {task.can.delegate && (
        <Button variant="default" onClick={() => setDelegating(true)}>
          {text.tasks.delegate}
        </Button>
      )}
      {asked && (
        <Suspense fallback={null}>
          <DelegateDialog task={task} opened={delegating} onClose={() => setDelegating(false)} />
        </Suspense>
      )}
    </>
  )
}

function Head({ task }: { task: Task }) {
  const text = useText()
  const page = recordPage(task, useMe()?.user_type)
  return (
    <header className="task-head">
      <ActionIcon component={Link} to="/inbox" className="only-phone" aria-label={text.tasks.backToList}>
        <ArrowLeft size={18} aria-hidden />
      </ActionIcon>
      <div className="grow">
        <div className="small soft">{wordOf(text, 'taskKinds', task.kind)}</div>
        <h2>{task.subject.label}</h2>
        <p className="soft">{text.taskAsks[task.kind] ?? task.title}</p>
      </div>
      <div className="row wraps">
        {page && (
          <Button component={Link} to={page} variant="subtle" rightSection={<ExternalLink size={14} aria-hidden />}>
            {text.tasks.fullRecord}
          </Button>
        )}
        <TaskActions task={task} />
      </div>
    </header>
  )
}

function Foot({ task, decide }: { task: Task; decide(decision: Decision): void }) {
  const text = useText()
  const recording = useRecordings().get(task.id)
  if (recording?.state === 'recording') {
    return (
      <div className="decision" role="status">
        {text.tasks.recording}
      </div>
    )
  }
  if (task.completed) {
    return (
      <div className="decision">
        <span>
          <b className="strong">{text.decided[task.completed.outcome] ?? wordOf(text, 'outcomes', task.completed.outcome)}</b> ·{' '}
          {task.completed.by.name} · <Moment at={task.completed.at} />
        </span>
        {task.completed.comment && <p className="quote">{task.completed.comment}</p>}
      </div>
    )
  }
  const refused = recording?.state === 'refused' ? recording : undefined
  return (
    <>
      {refused && (
        <div className="notice refused" role="alert" style={{ margin: '8px 16px' }}>
          <span className="grow">{whyRefused(text, refused.error)}</span>
          <Button size="compact-sm" variant="subtle" onClick={() => forget(task.id)}>
            {text.act.close}
          </Button>
        </div>
      )}
      {task.can.complete ? (
        <DecisionPanel key={task.id} task={task} earlier={refused?.decision} decide={decide} />
      ) : (
        <div className="decision">
          <div className="notice waiting">
            <span>
              <b className="strong">{text.tasks.cannot}.</b> {task.why}
            </span>
          </div>
        </div>
      )}
    </>
  )
}

export function TaskPane({ task, decide }: { task: Task; decide(decision: Decision): void }) {
  return (
    <article className="task" aria-label={task.subject.label}>
      <Head task={task} />
      <div className="task-body">
        <Evidence key={task.id} task={task} />
      </div>
      <Foot task={task} decide={decide} />
    </article>
  )
}
