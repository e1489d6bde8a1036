/** Process diagrams from the rules themselves: every status is visited, every message tried, and what is accepted becomes an arrow. */
import type { Message, ProcessRules, ProcessState } from '../../domain/rules/process'
import { TASK_CLOCKS, TASK_MESSAGES } from '../../domain/rules/tasks'

/** A kind of process with the starts that show all of it. */
export interface Explored {
  name: string
  title: string
  rules: Pick<ProcessRules<never, ProcessState>, 'messages' | 'refusal' | 'after' | 'ended'>
  starts: { label: string; state: ProcessState }[]
  /** Clocks that the database sets, by the status in which they run. */
  clocks?: Record<string, readonly string[]>
  data?: Record<string, unknown>
  /** What a state is called where its status does not tell all. */
  stage?(state: ProcessState): string
}

export interface Arrow {
  from: string
  to: string
  label: string
}

const START = '[*]'

/** Fresh people for every message, so that separation of duties hides nothing; the first id is a UUID-shaped one. */
function counter(prefix: string): () => string {
  let number = 0
  return () => {
    number += 1
    return `${prefix}-${number}`
  }
}

function messagesFor(
  { rules, clocks, data }: Explored,
  state: ProcessState,
  person: () => string,
): [label: string, message: Message, clock: boolean][] {
  const said = (kind: string): Message => ({ kind, actor_id: person(), ...(data ? { data } : {}) })
  const own = rules.messages.filter((kind) => !(TASK_MESSAGES as readonly string[]).includes(kind))
  const timed = [...new Set([...(clocks?.[state.status] ?? []), ...state.due.map((due) => due.what)])]
  const { task } = state
  const outcomes = task?.outcomes.map((outcome): [string, Message, boolean] => [
    `${task.kind}: ${outcome}`,
    { ...said('complete'), task_id: task.id, outcome, comment: 'why' },
    false,
  ])
  return [
    ...own.map((kind): [string, Message, boolean] => [kind, said(kind), false]),
    ...(outcomes ?? []),
    ...timed
      .filter((what) => !(TASK_CLOCKS as readonly string[]).includes(what))
      .map((what): [string, Message, boolean] => [`after a time: ${what}`, { kind: what, actor_id: null }, true]),
  ]
}

/** The arrows of a process, in the order they are found; what leaves the status as it is is left out. */
export function arrowsOf(explored: Explored): Arrow[] {
  const person = counter('person')
  const ids = counter('task')
  const stage = explored.stage ?? ((state: ProcessState): string => state.status)
  const arrows: Arrow[] = explored.starts.map(({ label, state }) => ({ from: START, to: stage(state), label }))
  const seen = new Set<string>()
  const queue = explored.starts.map(({ state }) => state)
  for (let state = queue.shift(); state; state = queue.shift()) {
    if (seen.has(stage(state))) continue
    seen.add(stage(state))
    if (explored.rules.ended(state)) continue
    for (const [label, message, clock] of messagesFor(explored, state, person)) {
      if (!clock && explored.rules.refusal(state, message, 0)) continue
      const next = explored.rules.after(state, message, ids)
      if (stage(next) === stage(state)) continue
      arrows.push({ from: stage(state), to: stage(next), label })
      queue.push(next)
    }
  }
  const ends = [...seen].filter((status) => !arrows.some((arrow) => arrow.from === status))
  return [...arrows, ...ends.map((status) => ({ from: status, to: START, label: '' }))]
}

/** A Mermaid state diagram. */
export function diagramOf(explored: Explored): string {
  const lines = arrowsOf(explored).map(
    ({ from, to, label }) => `  ${from} --> ${to}${label === '' ? '' : `: ${label.replace(/:/g, ' -')}`}`,
  )
  return ['```mermaid', 'stateDiagram-v2', ...new Set(lines), '```'].join('\n')
}
