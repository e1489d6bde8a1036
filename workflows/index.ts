/** What a worker hosts: sweeps by their names, and any process under the type of its record. */
import { runProcess } from './kit/process'

export { auditRound } from './auditor'
export { fileText } from './files'
export { housekeepingRound, sealingRound } from './housekeeping'

/** A workflow type with no export of its own is the type of a record: one loop runs them all. */
export default runProcess
