/** What a task of the isolated pool is, and how it is refused. */
import { Refused } from '../../../domain/errors'
import type { Ended, Stop } from './child'
import type { IsolatedLimits } from './protocol'

/** A kind of work: its name in metrics, the absolute path of the module whose `run(input)` does it, and its limits. */
export interface IsolatedTask<Input, Output> {
  name: string
  module: string
  limits: IsolatedLimits
  /** Only for the types: nothing is kept here. */
  types?: (input: Input) => Output
}

/** A task from its module, which exports `run(input)` over plain data and bytes: `isolatedTask<typeof import('./x-task')>({ module: require.resolve('./x-task'), … })`. */
export const isolatedTask = <Module extends { run(input: never): unknown }>(
  task: Pick<IsolatedTask<unknown, unknown>, 'name' | 'module'> & { limits?: Partial<IsolatedLimits> },
): IsolatedTask<Parameters<Module['run']>[0], Awaited<ReturnType<Module['run']>>> => ({ ...task, limits: { ...LIMITS, ...task.limits } })

export interface IsolatedCall {
  tenant_id: string
  /** The field that a refusal names. */
  field: string
  /** The caller went away: the job is ended. */
  signal?: AbortSignal
  /** Other limits than the task's own. */
  limits?: Partial<IsolatedLimits>
}

/** 422: the job broke a limit, or its process died of it. `stop` says which, `why` is for the log. */
export class Stopped extends Refused {
  readonly stop: Stop
  readonly why: string

  constructor({ stop, message: why }: Ended, field: string, limits: IsolatedLimits) {
    super({ status: 422, code: 'invalid', message: 'Validation failed', details: { errors: { [field]: [sentence(stop, field, limits)] } } })
    this.name = 'Stopped'
    this.stop = stop
    this.why = why
  }
}

const LIMITS: IsolatedLimits = { time_ms: 5000, memory_mb: 600, output_bytes: 30_000_000 }
const MB = 1_000_000

/** What was too much, in a sentence; `field` as the API names it. */
function sentence(stop: Stop, field: string, { time_ms, memory_mb, output_bytes }: IsolatedLimits): string {
  const name = field.replaceAll('_', ' ')
  if (stop === 'time') return `The ${name} field takes more than ${time_ms / 1000} s of work to read; send it simpler or in parts.`
  if (stop === 'memory') return `The ${name} field takes more than ${memory_mb} MB of memory to read; send it smaller or in parts.`
  if (stop === 'output') return `The ${name} field unfolds to more than ${output_bytes / MB} MB; send it in parts.`
  return `The ${name} field cannot be read; it is broken.`
}

/** 503: too many wait already. */
export const busy = (): Refused =>
  new Refused({
    status: 503,
    code: 'busy',
    message: 'Too many files are being read at this moment. Try again.',
    details: { retry_after: 2 },
  })
