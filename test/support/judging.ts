/** A process judged by its definition alone, without a database or a process engine. */
import type { Refusal } from '../../domain/errors'
import type { ProcessDefinition, ProcessInput } from '../../domain/kit/process/define'
import { after, isOver, opened, refusalOf } from '../../domain/kit/process/judge'
import type { Message, ProcessState } from '../../domain/kit/process/types'

export interface Judging<S extends ProcessState> {
  definition: ProcessDefinition
  /** The state after the first step. */
  open(message: Message, ids?: () => string): S
  /** Why a message is refused at `now` (milliseconds), or undefined. */
  refuse(state: S, message: Message, now?: number): Refusal | undefined
  /** The state after a message that nothing refuses. */
  after(state: S, message: Message, ids?: () => string): S
  isOver(state: S): boolean
}

/** Task ids in the order they are opened. */
export const counter = (): (() => string) => {
  let n = 0
  return () => `task-${++n}`
}

const fresh = counter()

/** A process whose state is `S`, by its definition. */
export function processOf<S extends ProcessState>(defined: ProcessInput<S>): Judging<S> {
  const definition = defined as unknown as ProcessDefinition
  return {
    definition,
    open: (message, ids = fresh) => opened(definition, { tenant_id: 't', record_id: 'r' }, { message, ids }) as S,
    refuse: (state, message, now = Date.now()) => refusalOf(definition, state, { message, now }),
    after: (state, message, ids = fresh) => after(definition, state, { message, ids }) as S,
    isOver: (state) => isOver(definition, state),
  }
}
