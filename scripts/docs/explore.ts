/** Process diagrams from the rules themselves: every status is visited, every message tried, and what is accepted becomes an arrow. */
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { after, isOver, opened, refusalOf } from '../../domain/kit/process/judge'
import { taskRuleOf } from '../../domain/kit/process/tasks'
import type { Message, ProcessState } from '../../domain/kit/process/types'

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

/** Data that every message brings: what some rules ask for. */
const DATA = { paid_at: '2026-05-11', amount: undefined }

function messagesFor(
  definition: ProcessDefinition,
  state: ProcessState,
  person: () => string,
): [label: string, message: Message, clock: boolean][] {
  const said = (kind: string): Message => ({ kind, actor_id: person(), data: DATA })
  const clocks = Object.entries(definition.clocks ?? {}).filter(([, { from }]) => from.includes(state.status))
  const outcomes = state.tasks.flatMap((task) => {
    const { kind, outcomes: rules } = taskRuleOf(definition, task.name)
    return Object.keys(rules).map((outcome): [string, Message, boolean] => [
      `${kind}: ${outcome}`,
      { ...said('complete'), task_id: task.id, outcome, comment: 'why' },
      false,
    ])
  })
  return [
    ...Object.keys(definition.messages).map((kind): [string, Message, boolean] => [kind, said(kind), false]),
    ...outcomes,
    ...clocks.map(([kind]): [string, Message, boolean] => [`after a time: ${kind}`, { kind, actor_id: null }, true]),
  ]
}

/** Where a state stands, with a word more where its status does not tell that it is over. */
const stageOf = (definition: ProcessDefinition, state: ProcessState): string =>
  definition.ended_when?.status === state.status && isOver(definition, state) ? definition.ended_when.value : state.status

/** The arrows of a process, in the order they are found; what leaves the status as it is is left out. */
export function arrowsOf(definition: ProcessDefinition): Arrow[] {
  const person = counter('person')
  const ids = counter('task')
  const stage = (state: ProcessState): string => stageOf(definition, state)
  const starts = Object.entries(definition.begins ?? { created: { amount: '120000', currency: 'EUR' } }).map(([label, data]) => {
    const message: Message = { kind: 'created', actor_id: person(), data }
    return { label, state: opened(definition, { tenant_id: 'business', record_id: 'record' }, { message, ids }) }
  })
  const arrows: Arrow[] = starts.map(({ label, state }) => ({ from: START, to: stage(state), label }))
  const seen = new Set<string>()
  const queue = starts.map(({ state }) => state)
  for (let state = queue.shift(); state; state = queue.shift()) {
    if (seen.has(stage(state))) continue
    seen.add(stage(state))
    if (definition.statuses[state.status] === 'done' || definition.statuses[state.status] === 'cancelled') continue
    for (const [label, message, clock] of messagesFor(definition, state, person)) {
      if (!clock && refusalOf(definition, state, { message, now: 0 })) continue
      const next = after(definition, state, { message, ids })
      if (stage(next) === stage(state)) continue
      arrows.push({ from: stage(state), to: stage(next), label })
      queue.push(next)
    }
  }
  const ends = [...seen].filter((status) => !arrows.some((arrow) => arrow.from === status))
  return [...arrows, ...ends.map((status) => ({ from: status, to: START, label: '' }))]
}

/** A Mermaid state diagram. */
export function diagramOf(definition: ProcessDefinition): string {
  const lines = arrowsOf(definition).map(
    ({ from, to, label }) => `  ${from} --> ${to}${label === '' ? '' : `: ${label.replace(/:/g, ' -')}`}`,
  )
  return ['```mermaid', 'stateDiagram-v2', ...new Set(lines), '```'].join('\n')
}
