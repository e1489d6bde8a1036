/** Work on bytes that strangers made, in child processes with limits of time, memory and output. */
import { IsolatedPool } from './pool'

export { ISOLATED_METRICS } from './metrics'
export { IsolatedPool } from './pool'
export type { IsolatedLimits } from './protocol'
export { isolatedTask, type IsolatedCall, type IsolatedTask, Stopped } from './task'

// Processes and not threads: a thread that fills its memory by one large array ends the whole process in spite of its limits.
const pool = new IsolatedPool()

/** Runs a task in the pool of this process. */
export const runIsolated: IsolatedPool['run'] = (task, input, call) => pool.run(task, input, call)
