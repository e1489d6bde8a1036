/** A task as an answer, with what its reader may do with it and why not. */
import { z } from 'zod'
import type { Actor } from '../../domain/actor'
import { named } from '../../domain/kit/resource'
import { subjectOf, type TaskRow } from '../../db/tasks/reads'
import type { Decision, PolicyBook } from '../../policies/kit/policy'

const completed = z.object({
  outcome: z.string(),
  comment: z.string().nullable(),
  data: z.unknown(),
  by: named,
  on_behalf_of: named.nullable(),
  at: z.iso.datetime(),
  rule: z.string().nullable(),
})

export const taskView = z.object({
  id: z.uuid(),
  kind: z.string(),
  title: z.string(),
  state: z.enum(['open', 'claimed', 'completed', 'cancelled']),
  subject: z.object({ type: z.string(), id: z.uuid(), label: z.string() }),
  outcomes: z.array(z.string()),
  negative_outcomes: z.array(z.string()),
  form: z.record(z.string(), z.unknown()),
  assignee_id: z.uuid().nullable(),
  assignee: named.nullable(),
  due_at: z.iso.datetime().nullable(),
  priority: z.int(),
  process: z.object({ workflow_id: z.string(), type: z.string() }),
  can: z.object({ claim: z.boolean(), release: z.boolean(), delegate: z.boolean(), complete: z.boolean() }),
  why: z.string().nullable().meta({ description: 'Why the reader cannot complete it, in a sentence' }),
  completed: completed.nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

/** The task for its reader; `decision` is the policy's answer for completing it. */
export function presentTask(task: TaskRow, actor: Actor, policies: PolicyBook): z.input<typeof taskView> {
  const decision = policies.ask(actor, task.kind, subjectOf(task))
  const live = task.state === 'open' || task.state === 'claimed'
  const mine = task.assignee_id !== null && speakersOf(actor).includes(task.assignee_id)
  const free = task.assignee_id === null
  const may = live && decision.allowed
  // Held by an absent person whose right would not do, it is nobody's to complete but theirs.
  const ours = task.assignee_id !== null && [actor.id, decision.on_behalf_of_id].includes(task.assignee_id)
  return {
    id: task.id,
    kind: task.kind,
    title: task.title,
    state: task.state,
    subject: { type: task.subject_type, id: task.subject_id, label: task.subject_label },
    outcomes: task.outcomes,
    negative_outcomes: task.negative_outcomes,
    form: task.form as Record<string, unknown>,
    assignee_id: task.assignee_id,
    assignee: task.assignee,
    due_at: task.due_at as unknown as string,
    priority: task.priority,
    process: { workflow_id: task.workflow_id, type: task.process_type },
    can: { claim: may && free, release: live && mine, delegate: live && mine, complete: may && (free || ours) },
    why: whyNot(task, { decision, live, free, ours }),
    completed: completionOf(task),
    created_at: task.created_at as unknown as string,
    updated_at: task.updated_at as unknown as string,
    version: task.version,
  }
}

function whyNot(task: TaskRow, at: { decision: Decision; live: boolean; free: boolean; ours: boolean }): string | null {
  if (!at.live)
    return task.state === 'completed' ? `Completed by ${task.completed_by?.name ?? 'somebody'}.` : 'This task is no longer needed.'
  if (!at.decision.allowed) return at.decision.explain
  return at.free || at.ours ? null : `${task.assignee?.name ?? 'Someone else'} holds this task.`
}

function completionOf(task: TaskRow): z.input<typeof completed> | null {
  if (task.state !== 'completed' || !task.completed_by || !task.completed_at) return null
  return {
    outcome: task.outcome ?? '',
    comment: task.comment,
    data: task.data,
    by: task.completed_by,
    on_behalf_of: task.on_behalf_of,
    at: task.completed_at as unknown as string,
    rule: task.rule,
  }
}

/** The ids that count as the person: their own and those of the people they stand in for. */
export const speakersOf = (actor: Actor): readonly string[] => [actor.id, ...actor.stands_in_for.map((principal) => principal.id)]
