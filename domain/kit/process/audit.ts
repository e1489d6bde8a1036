/** What the auditor holds processes to, worked out from their definitions. */
import type { ProcessDefinition, StatusKind } from './define'

/** The table behind a process, and the statuses in which its record is done with it. */
export interface ProcessRecord {
  table: string
  ended: readonly string[]
  /** Statuses with or without a run: one begins when something is asked of the record. */
  idle: readonly string[]
  /** A status that ends only together with another field. */
  ended_when?: { status: string; field: string; value: string }
  /** Statuses in which its amount is the one its task was approved with. */
  approved: readonly string[]
}

/** What the auditor knows of a process. */
export function processRecordOf({ record, statuses, ended_when, approved = [] }: ProcessDefinition): ProcessRecord {
  const [ended, idle] = [statusesOf({ statuses }, 'done', 'cancelled'), statusesOf({ statuses }, 'idle')]
  return { table: record.table, ended, idle, approved, ...(ended_when ? { ended_when } : {}) }
}

/** The statuses of some kinds. */
export const statusesOf = ({ statuses }: Pick<ProcessDefinition, 'statuses'>, ...kinds: StatusKind[]): string[] =>
  Object.keys(statuses).filter((status) => kinds.includes(statuses[status] as StatusKind))

/** Parties that may not decide, by kind of task. */
export function keptApart(definitions: Iterable<ProcessDefinition>): Map<string, readonly string[]> {
  const tasks = [...definitions].flatMap((definition) => Object.values(definition.tasks))
  return new Map(tasks.map(({ kind, separated = [] }) => [kind, separated]))
}
