/** Every process of Cien, found in this folder: a file that exports a definition adds one. */
import type { ProcessDefinition } from '../kit/process/define'
import { exportsOf } from '../kit/modules'
import { TASK_MESSAGES } from '../kit/process/tasks'

const isDefinition = (value: unknown): value is ProcessDefinition =>
  typeof value === 'object' && value !== null && 'statuses' in value && 'messages' in value && 'created' in value

let found: ReadonlyMap<string, ProcessDefinition> | undefined

/** The definitions by the type of their record. */
export function processes(): ReadonlyMap<string, ProcessDefinition> {
  found ??= new Map(exportsOf(__dirname, isDefinition).map((one) => [one.record.type, one]))
  return found
}

/** The definition of a type of record; throws for one that no process owns. */
export function processOfType(type: string): ProcessDefinition {
  const definition = processes().get(type)
  if (!definition) throw new Error(`No process owns a ${type}`)
  return definition
}

/** Kinds of message a process takes from people and integrations. */
export const messagesOf = (definition: ProcessDefinition): string[] => [...Object.keys(definition.messages), ...TASK_MESSAGES]
