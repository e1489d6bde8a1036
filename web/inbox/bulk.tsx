/** Many tasks decided at once, with a result for each. */
import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError, type FailureData } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import type { Task } from '../kit/api/types'
import { recordsForClient } from '../kit/decision/panel'
import { useText } from '../kit/language/language'
import { reasonOf, wordOf } from '../kit/language/words'
import { Results } from '../kit/list/bulk-bar'
import { useMe } from '../kit/shell/me'
import type { BulkResult } from '../kit/list/types'
import type { Dictionary } from '../kit/language/en'

interface ItemResult {
  task_id: string
  ok: boolean
  status: number
  msg: string
  data: FailureData
}

/** Outcomes that every one of the tasks has. */
export const commonOutcomes = (tasks: readonly Task[]): string[] =>
  (tasks[0]?.outcomes ?? []).filter((outcome) => tasks.every((task) => task.outcomes.includes(outcome)))

function resultsOf(text: Dictionary, tasks: readonly Task[], answers: readonly ItemResult[]): BulkResult[] {
  return answers.map((answer) => {
    const name = tasks.find((task) => task.id === answer.task_id)?.subject.label ?? answer.task_id
    const why =
      Object.values(answer.data?.errors ?? {}).flat()[0] ??
      reasonOf(text, answer.data?.reason, answer.data?.explain ?? answer.data?.message ?? answer.msg)
    return { id: answer.task_id, name, ok: answer.ok, message: answer.ok ? text.list.resultOk : why }
  })
}

interface Props {
  tasks: Task[]
  clear(): void
}

interface DialogProps extends Props {
  outcome: string | null
  close(): void
  finish(results: BulkResult[]): void
}

function BulkDialog({ tasks, outcome, close, finish }: DialogProps) {
  const text = useText()
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const me = useMe()
  const for_client = tasks.some((task) => recordsForClient(task, me))
  const negative = outcome !== null && tasks.some((task) => task.negative_outcomes.includes(outcome))
  const needs = negative || for_client
  const run = async () => {
    if (outcome === null) return
    if (needs && comment.trim() === '') return setProblem(negative ? text.tasks.commentRequired : text.tasks.behalfComment)
    setBusy(true)
    try {
      const items = tasks.map((task) => ({
        task_id: task.id,
        outcome,
        ...(comment.trim() ? { comment: comment.trim() } : {}),
        ...(recordsForClient(task, me) ? { data: { on_behalf: true } } : {}),
      }))
      finish(resultsOf(text, tasks, await post<ItemResult[]>('/api/tasks/complete', { items })))
      await refresh('/api/tasks')
    } catch (failure) {
      const error = asApiError(failure)
      setProblem(error.status === 0 ? text.states.offlineText : reasonOf(text, error.reason, error.data.explain))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      opened={outcome !== null}
      onClose={close}
      title={text.tasks.decideMany(tasks.length)}
      closeButtonProps={{ 'aria-label': text.act.close }}
    >
      <div className="stack">
        {for_client && <div className="notice waiting">{text.tasks.behalf}</div>}
        <Textarea
          label={text.tasks.comment}
          required={needs}
          autosize
          minRows={2}
          data-autofocus
          value={comment}
          error={problem}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <p className="small soft">{text.tasks.cannotUndo}</p>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {text.act.cancel}
          </Button>
          <Button loading={busy} color={negative ? 'red.9' : undefined} onClick={() => void run()}>
            {text.tasks.confirm(outcome === null ? '' : wordOf(text, 'outcomes', outcome))}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

export function BulkDecision({ tasks, clear }: Props) {
  const text = useText()
  const [outcome, setOutcome] = useState<string | null>(null)
  const [results, setResults] = useState<BulkResult[] | null>(null)
  const outcomes = commonOutcomes(tasks)
  const finish = (all: BulkResult[]) => {
    setOutcome(null)
    setResults(all)
  }
  const closeResults = () => {
    setResults(null)
    clear()
  }
  return (
    <>
      <section className="bulk" style={{ margin: '0 12px 8px' }} aria-label={text.list.actions}>
        <span role="status">{text.list.selected(tasks.length)}</span>
        {outcomes.map((each) => (
          <Button key={each} size="compact-sm" variant="default" onClick={() => setOutcome(each)}>
            {wordOf(text, 'outcomes', each)}
          </Button>
        ))}
        {outcomes.length === 0 && <span className="small">{text.tasks.noCommon}</span>}
        <Button size="compact-sm" variant="subtle" onClick={clear}>
          {text.act.clear}
        </Button>
      </section>
      <BulkDialog key={outcome ?? ''} tasks={tasks} outcome={outcome} clear={clear} close={() => setOutcome(null)} finish={finish} />
      <Modal
        opened={results !== null}
        onClose={closeResults}
        title={text.tasks.results}
        closeButtonProps={{ 'aria-label': text.act.close }}
      >
        <div className="stack">
          <p>{text.tasks.resultsSummary(results?.filter((result) => result.ok).length ?? 0, results?.length ?? 0)}</p>
          <Results results={results ?? []} />
        </div>
      </Modal>
    </>
  )
}
