/** The open task on the record's own page: decided here as well as in the inbox. */
import { say } from '../shell/say'
import { refresh } from '../api/queries'
import type { Task } from '../api/types'
import { useText } from '../language/language'
import { whyRefused, wordOf } from '../language/words'
import { Section } from '../record/frame'
import { type Decision, decide } from './decisions'
import { DecisionPanel } from './panel'

interface Props {
  task: Task | null
  /** What is read again after a decision. */
  path: string
  /** What the task is called here; the word for its kind unless said. */
  title?: string
}

export function TaskSection({ task, path, title }: Props) {
  const text = useText()
  if (!task) return null
  const run = async (decision: Decision) => {
    const result = await decide(task, decision)
    if (result.state === 'refused') say({ color: 'red', message: whyRefused(text, result.error) })
    else say({ message: text.tasks.recorded(text.decided[decision.outcome] ?? decision.outcome, task.subject.label) })
    await refresh(path)
  }
  return (
    <Section title={title ?? wordOf(text, 'taskKinds', task.kind)} padded={false}>
      {task.can.complete ? (
        <DecisionPanel key={task.id} task={task} decide={(decision) => void run(decision)} />
      ) : (
        <div className="section-body">
          <b className="strong">{text.tasks.cannot}.</b> {task.why}
        </div>
      )}
    </Section>
  )
}
