/** The decision panel: outcomes as verbs, a comment where one is needed, confirmed by keyboard or thumb. */
import { Button, Textarea } from '@mantine/core'
import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { FieldDefinition, Me, Task } from '../api/types'
import { problemOf, type Values } from '../form/rules'
import { keyCaps, type Shortcut, useKeys } from '../keys/keys'
import type { Dictionary } from '../language/en'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { useMe } from '../shell/me'
import type { Decision } from './decisions'
import { formDefaults, formFields } from './form-fields'
import './decision.css'

// Few tasks ask for more than an outcome: the fields come when one does.
const Field = lazy(async () => ({ default: (await import('../form/field')).Field }))

interface Props {
  task: Task
  /** What was typed before a refusal. */
  earlier?: Decision
  decide(decision: Decision): void
}

/** A client's decision that somebody of the office records for them: it says so, and where the answer came from. */
export const recordsForClient = (task: Task, me: Me | null): boolean => task.kind === 'proposals.decide' && me?.user_type !== 'client'

/** Each outcome's key is its first letter, unless another outcome has it. */
export function outcomeKeys(text: Dictionary, outcomes: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>()
  const taken = new Set(['c', 'j', 'k', 'x'])
  for (const outcome of outcomes) {
    const letters = `${wordOf(text, 'outcomes', outcome).toLowerCase()}${outcome}`.split('')
    const key = letters.find((letter) => /[a-z]/.test(letter) && !taken.has(letter))
    if (key) keys.set(outcome, key)
    if (key) taken.add(key)
  }
  return keys
}

interface Draft {
  outcome: string | null
  comment: string
  data: Values
  problem: string | null
  /** The field of the form that the problem is about; the comment otherwise. */
  wrong: string | null
}

const fresh = (task: Task, earlier: Decision | undefined): Draft => ({
  outcome: earlier?.outcome ?? null,
  comment: earlier?.comment ?? '',
  data: earlier?.data ?? formDefaults(task.form),
  problem: null,
  wrong: null,
})

interface OutcomesProps {
  task: Task
  chosen: string | null
  keys: Map<string, string>
  choose(outcome: string): void
}

/** One button an outcome, with its key. */
function Outcomes({ task, chosen, keys, choose }: OutcomesProps) {
  const text = useText()
  return task.outcomes.map((outcome) => {
    const picked = chosen === outcome
    return (
      <Button
        key={outcome}
        variant={picked ? 'filled' : 'default'}
        color={picked && task.negative_outcomes.includes(outcome) ? 'red.9' : undefined}
        aria-pressed={picked}
        onClick={() => choose(outcome)}
        rightSection={<kbd className="hide-small">{keyCaps(keys.get(outcome) ?? '')}</kbd>}
      >
        {wordOf(text, 'outcomes', outcome)}
      </Button>
    )
  })
}

interface TaskFieldsProps {
  fields: readonly FieldDefinition[]
  draft: Draft
  set(data: Values): void
}

/** What the chosen outcome asks beside its comment. */
function TaskFields({ fields, draft, set }: TaskFieldsProps) {
  if (fields.length === 0) return null
  return (
    <Suspense fallback={null}>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={draft.data[field.name]}
          error={draft.wrong === field.name ? (draft.problem ?? undefined) : undefined}
          set={(value) => set({ ...draft.data, [field.name]: value })}
          blur={() => undefined}
        />
      ))}
    </Suspense>
  )
}

export function DecisionPanel({ task, earlier, decide }: Props) {
  const text = useText()
  const [draft, setDraft] = useState<Draft>(() => fresh(task, earlier))
  const comment = useRef<HTMLTextAreaElement>(null)
  const negative = draft.outcome !== null && task.negative_outcomes.includes(draft.outcome)
  const fields = formFields(task.form, draft.outcome)
  const me = useMe()
  const for_client = recordsForClient(task, me)
  const needsComment = draft.outcome !== null && (for_client || negative)
  const missing = for_client ? text.tasks.behalfComment : text.tasks.commentRequired
  const keys = outcomeKeys(text, task.outcomes)
  const choose = (outcome: string) => setDraft({ ...draft, outcome, problem: null, wrong: null })
  useEffect(() => {
    if (needsComment) comment.current?.focus()
  }, [needsComment, draft.outcome])
  const confirm = (event?: FormEvent) => {
    event?.preventDefault()
    if (draft.outcome === null) return
    const wrong = fields.find((field) => problemOf(field, draft.data[field.name], text))
    const data = fields.length > 0 ? draft.data : {}
    if (needsComment && draft.comment.trim() === '') {
      setDraft({ ...draft, problem: missing, wrong: null })
      comment.current?.focus()
    } else if (wrong) setDraft({ ...draft, problem: problemOf(wrong, draft.data[wrong.name], text) ?? null, wrong: wrong.name })
    else decide({ outcome: draft.outcome, comment: draft.comment, data: for_client ? { ...data, on_behalf: true } : data })
  }
  const shortcuts: Shortcut[] = task.outcomes.flatMap((outcome) => {
    const key = keys.get(outcome)
    return key ? [{ keys: key, label: text.help.outcome(wordOf(text, 'outcomes', outcome)), run: () => choose(outcome) }] : []
  })
  useKeys([
    ...shortcuts,
    { keys: 'mod+enter', label: text.help.confirm, typing: true, run: () => confirm() },
    { keys: 'escape', label: text.help.close, typing: true, silent: true, run: () => setDraft({ ...draft, outcome: null, problem: null }) },
  ])
  const verb = draft.outcome === null ? '' : wordOf(text, 'outcomes', draft.outcome)
  return (
    <form className="decision" noValidate onSubmit={confirm} aria-label={text.tasks.decide}>
      {for_client && <div className="notice waiting">{text.tasks.behalf}</div>}
      <div className="row wraps" role="group" aria-label={text.tasks.decide}>
        <Outcomes task={task} chosen={draft.outcome} keys={keys} choose={choose} />
      </div>
      {draft.outcome !== null && (
        <div className="stack tight">
          <TaskFields fields={fields} draft={draft} set={(data) => setDraft({ ...draft, data, problem: null, wrong: null })} />
          <Textarea
            ref={comment}
            label={text.tasks.comment}
            placeholder={needsComment ? missing : text.tasks.commentHint}
            required={needsComment}
            autosize
            minRows={1}
            maxRows={6}
            value={draft.comment}
            error={draft.wrong === null ? draft.problem : null}
            onChange={(event) => setDraft({ ...draft, comment: event.currentTarget.value, problem: null })}
          />
          <div className="row wraps between">
            <span className="small soft">{text.tasks.cannotUndo}</span>
            <Button
              type="submit"
              color={negative ? 'red.9' : undefined}
              rightSection={<kbd className="hide-small">{keyCaps('mod+enter').join(' ')}</kbd>}
            >
              {text.tasks.confirm(verb)}
            </Button>
          </div>
        </div>
      )}
    </form>
  )
}
