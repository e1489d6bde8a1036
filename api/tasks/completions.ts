/** What completing a kind of task needs beside an outcome and a comment. */
import type { Actor } from '../../domain/actor'
import type { TaskRow } from '../../db/tasks/reads'
import type { Completion } from './decide'

type Check = (actor: Actor, task: TaskRow, completion: Completion) => Record<string, string[]>

/** A client decides for themselves; anybody else says that they record the client's answer, and where it came from. */
const onBehalf: Check = (actor, task, completion) => {
  if (task.candidate_ids?.includes(actor.id)) return {}
  const errors: Record<string, string[]> = {}
  if (completion.data?.on_behalf !== true) errors['data.on_behalf'] = ['Only the client decides; set on_behalf to record their answer.']
  if (!completion.comment?.trim()) errors.comment = ['The comment field is required: say how the client answered.']
  return errors
}

const checks: Record<string, Check> = { 'proposals.decide': onBehalf }

/** Wrong fields of a completion by the rule of its kind. */
export const checkKind: Check = (actor, task, completion) => checks[task.kind]?.(actor, task, completion) ?? {}
