/** The state of each process stands beside its record, and a task names the role it is meant for. */
import type { Knex } from 'knex'
import type { Migration } from '../kit/migrate'

const WALLED = ['processes', 'effects', 'tasks']

/** The task a state waited for, as one of several; its name in the definition follows from its kind. */
const TASKS = `case when s.state -> 'task' is null or s.state ->> 'task' is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
    'id', s.state -> 'task' -> 'id', 'group', s.state -> 'task' -> 'id', 'role', null, 'assignee_id', s.state -> 'task' -> 'assignee_id',
    'name', case s.state -> 'task' ->> 'kind'
      when 'documents.verify' then 'verify'
      when 'proposals.decide' then 'decide'
      when 'ledgers.post' then case when s.state ->> 'paid' = '0' then 'pay' else 'pay_rest' end
      when 'periods.close' then case s.state ->> 'status' when 'closing' then 'close' else 'reopen' end
      else 'approve' end)) end`

/** Due times as clocks by name; those of tasks carry the task's id. */
const CLOCKS = `coalesce((select jsonb_object_agg(
    case when due ->> 'what' in ('remind', 'escalate') then (due ->> 'what') || ':' || coalesce(s.state -> 'task' ->> 'id', '')
      else (due ->> 'what') || ':' || n end,
    jsonb_build_object('at', due -> 'at', 'sends', due -> 'what')
      || case when due ->> 'what' in ('remind', 'escalate') then jsonb_build_object('task_id', s.state -> 'task' -> 'id') else '{}'::jsonb end)
  from jsonb_array_elements(s.due) with ordinality as d (due, n)), '{}'::jsonb)`

/** The last step of each process that left its state behind, in the shape of today. */
const FILL = `update processes p set state = (s.state - 'task' - 'due' - 'recorded')
    || jsonb_build_object('tasks', ${TASKS}, 'clocks', ${CLOCKS}, 'votes', '{}'::jsonb, 'calls', '{}'::jsonb)
  from (select distinct on (e.tenant_id, left(e.key, -position(':' in reverse(e.key)))) e.tenant_id,
      left(e.key, -position(':' in reverse(e.key))) as workflow_id, e.result -> 'stands' -> 'state' as state,
      coalesce(nullif(e.result -> 'result' -> 'due', 'null'::jsonb), e.result -> 'stands' -> 'state' -> 'due', '[]'::jsonb) as due
    from effects e where e.result -> 'stands' -> 'state' is not null
    order by e.tenant_id, left(e.key, -position(':' in reverse(e.key))), (e.result -> 'stands' -> 'state' ->> 'steps')::int desc) s
  where p.tenant_id = s.tenant_id and p.workflow_id = s.workflow_id and p.state is null`

/** What is left has no step to go by: it stands where its row says, and nothing waits for it. */
const REST = `update processes set state = jsonb_build_object('tenant_id', tenant_id, 'record_id', id, 'status', stage, 'version', record_version,
    'steps', record_version, 'parties', '{}'::jsonb, 'tasks', '[]'::jsonb, 'votes', '{}'::jsonb, 'clocks', '{}'::jsonb, 'calls', '{}'::jsonb)
  where state is null`

async function fill(knex: Knex): Promise<void> {
  for (const table of WALLED) await knex.raw(`alter table ${table} no force row level security`)
  await knex.raw(FILL)
  await knex.raw(REST)
  for (const table of WALLED) await knex.raw(`alter table ${table} force row level security`)
}

export const processState: Migration = {
  name: '0019-process-state',
  async up(knex) {
    await knex.raw('alter table processes add column state jsonb')
    await knex.raw('alter table tasks add column role text')
    await knex.raw(`alter table registrations add column parties jsonb not null default '{}'`)
    await fill(knex)
    await knex.raw('alter table processes alter column state set not null')
  },
  async down(knex) {
    await knex.raw('alter table processes drop column state')
    await knex.raw('alter table tasks drop column role')
    await knex.raw('alter table registrations drop column parties')
  },
}
