/** Decisions re-proved (I4): from the tasks, the audit log and the history of people and roles, not from what was cached. */
import { keptApart, processRecordOf } from '../../domain/kit/process/audit'
import { processes } from '../../domain/processes'
import { type Decided, faultsOf, type Finding, MOST_FINDINGS } from '../../domain/rules/auditor'
import { slugOfTask } from '../../domain/rules/parties'
import { askPlanned } from '../kit/client'
import { type Check, findingsOf, type Look } from './kit'

const PAGE = 1000

/** What a field was at an instant: the old value of its first change after it, else what it is now (jsonb). */
const stood = (at: { type: string; id: string; field: string; when: string; now: string }): string =>
  `coalesce((select h.changes -> '${at.field}' -> 0 from record_history h where h.tenant_id = t.tenant_id and h.record_type = '${at.type}'
    and h.record_id = ${at.id} and h.at > ${at.when} and h.changes ? '${at.field}' order by h.at, h.id limit 1), to_jsonb(${at.now}))`

const person = (field: string): string => stood({ type: 'user', id: 'u.id', field, when: 't.completed_at', now: `u.${field}` })

const DECIDED = `select t.id, t.kind, t.outcomes, t.outcome, t.rule, t.parties, t.candidate_ids, t.amount, t.completed_by_id, t.on_behalf_of_id,
    t.completed_at, ${person('user_type')} #>> '{}' as user_type, ${person('approval_limit')} #>> '{}' as approval_limit,
    coalesce((select ${stood({ type: 'role', id: 'r.id', field: 'permission_ids', when: 't.completed_at', now: 'r.permission_ids' })} from roles r
      where r.tenant_id = t.tenant_id and r.id::text = ${person('role_id')} #>> '{}'), '[]') as slugs
  from tasks t join users u on u.tenant_id = t.tenant_id and u.id = coalesce(t.on_behalf_of_id, t.completed_by_id)
  where t.tenant_id = $1 and t.state = 'completed' and t.updated_at > $2 and ($3::uuid is null or t.id > $3) order by t.id limit ${PAGE}`

interface Row extends Omit<Decided, 'right'> {
  user_type: string
  approval_limit: string | null
  /** Null for a role that was made later. */
  slugs: string[] | null
}

const decidedOf = ({ user_type, approval_limit, slugs, ...task }: Row): Decided => ({
  ...task,
  right: { user_type, slugs: slugs ?? [], approval_limit: approval_limit === null ? null : BigInt(approval_limit) },
})

const SAID: Record<string, string> = {
  decision_incomplete: 'has no outcome it offers, or no rule that allowed it',
  decision_by_party: 'was decided by somebody who took an earlier part in it',
  decision_without_right: 'was decided by somebody who did not hold the right at that moment',
  decision_over_limit: 'was decided above the approval limit of that moment',
}

const APART = keptApart(processes().values())

const faulty = (task: Decided): { task: Decided; fault: string }[] =>
  faultsOf(task, { slug: slugOfTask(task.kind), apart: APART.get(task.kind) ?? [] }).map((fault) => ({ task, fault }))

/** Every fault of every decision in one pass over the tasks, page by page. */
async function proveAll({ trx, since, beat }: Look): Promise<Map<string, Finding[]>> {
  const found = new Map<string, Finding[]>(Object.keys(SAID).map((fault) => [fault, []]))
  for (let after: string | null = null, more = true; more; ) {
    const rows: Row[] = await askPlanned<Row>(trx, DECIDED, [trx.userParams.tenant_id, since?.toISOString() ?? '-infinity', after])
    for (const { task, fault } of rows.map(decidedOf).flatMap(faulty)) {
      const list = found.get(fault) ?? []
      if (list.length <= MOST_FINDINGS) list.push({ type: 'task', id: task.id, detail: `A task ${task.kind} ${SAID[fault]}` })
    }
    more = rows.length === PAGE
    after = rows.at(-1)?.id ?? null
    beat?.()
  }
  return found
}

const proven = new WeakMap<Look, Promise<Map<string, Finding[]>>>()

/** The findings of one fault; the first of them to be asked for does the pass for all. */
const withFault =
  (fault: string) =>
  async (look: Look): Promise<Finding[]> => {
    const pass = proven.get(look) ?? proveAll(look)
    proven.set(look, pass)
    return (await pass).get(fault) ?? []
  }

// A step writes all its rows in one transaction, whose instant is theirs: the audit event of a decision has its very time.
const UNSEALED = `select 'task', t.id, 'The audit log does not tell of the decision ' || t.kind || ' as the task does'
  from tasks t where t.tenant_id = $1 and t.state = 'completed' and t.updated_at > $2
    and not exists (select 1 from audit_events a where a.tenant_id = t.tenant_id and a.at = t.completed_at and a.actor_id = t.completed_by_id
      and a.resource_id = t.subject_id and a.on_behalf_of_id is not distinct from t.on_behalf_of_id)`

const UNTOLD = `select 'task', t.id, 'The story of its record does not tell of the decision ' || t.kind || ' as the task does'
  from tasks t where t.tenant_id = $1 and t.state = 'completed' and t.updated_at > $2
    and not exists (select 1 from timeline_entries l where l.tenant_id = t.tenant_id and l.record_type = t.subject_type and l.record_id = t.subject_id
      and l.task_id = t.id and l.outcome = t.outcome and l.actor_id = t.completed_by_id and l.rule is not distinct from t.rule)`

/** What was approved is locked, so its amount is still the one the decision was made on. */
const CHANGED = [...processes().values()]
  .map((definition) => ({ type: definition.record.type, ...processRecordOf(definition) }))
  .filter(({ approved }) => approved.length > 0)
  .map(
    ({ type, table, approved }) => `select t.subject_type, t.subject_id, 'Its amount is not the one that was approved' from tasks t
      join ${table} r on r.tenant_id = t.tenant_id and r.id = t.subject_id
      where t.tenant_id = $1 and t.state = 'completed' and t.outcome = 'approve' and t.subject_type = '${type}'
        and r.status in (${approved.map((status) => `'${status}'`).join(', ')}) and r.updated_at > $2 and t.amount is distinct from r.amount`,
  )
  .join(' union all ')

export const decisionChecks: readonly Check[] = [
  ...Object.keys(SAID).map((fault): Check => ({ invariant: 'I4', name: fault, find: withFault(fault) })),
  { invariant: 'I4', name: 'decision_unaudited', find: findingsOf(UNSEALED) },
  { invariant: 'I4', name: 'decision_untold', find: findingsOf(UNTOLD) },
  { invariant: 'I4', name: 'decision_changed', find: findingsOf(CHANGED) },
]
