/** Running processes of a business: where each stands, since when, and for whom it waits. */
import type { Knex } from 'knex'
import type { TenantDb } from './kit/client'
import { heldIn, likePattern, type ListQuery, type Page } from './kit/lists'

interface Person {
  id: string
  name: string
}

export interface RunningProcess {
  id: string
  process_type: string
  workflow_id: string
  run_id: string
  stage: string
  stage_since: Date
  started_by: Person | null
  /** What the record is called, where one of its tasks has said so. */
  label: string | null
  task: { id: string; kind: string; title: string; state: string; due_at: string | null; assignee: Person | null } | null
  created_at: Date
  updated_at: Date
  version: number
}

/** One place where processes wait. */
export interface WaitingPlace {
  process_type: string
  stage: string
  count: number
  oldest_since: Date
  average_seconds: number
}

export interface ProcessFilter {
  list: ListQuery
  /** Only those that have stood in their stage at least this many hours. */
  waiting_hours: number | undefined
}

const PERSON = `json_build_object('id', u.id, 'name', u.name)`
const LIVE = `t.state in ('open', 'claimed')`

const TASK = `(select json_build_object('id', t.id, 'kind', t.kind, 'title', t.title, 'state', t.state, 'due_at', to_char(t.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'assignee', (select ${PERSON} from users u where u.tenant_id = t.tenant_id and u.id = t.assignee_id))
  from tasks t where t.tenant_id = p.tenant_id and t.subject_id = p.id and ${LIVE} order by t.created_at limit 1) as task`
const LABEL =
  '(select t.subject_label from tasks t where t.tenant_id = p.tenant_id and t.subject_id = p.id order by t.created_at desc limit 1) as label'
const STARTED_BY = `(select ${PERSON} from users u where u.tenant_id = p.tenant_id and u.id = p.started_by_id) as started_by`

/** The running processes that a filter leaves. */
function running(db: TenantDb, { list, waiting_hours }: ProcessFilter): Knex.QueryBuilder {
  const query = db('processes as p').where('p.tenant_id', db.userParams.tenant_id).whereNull('p.ended_at')
  const { assignee_id, task_kind, ...own } = list.filters
  for (const [name, values] of Object.entries(own)) query.whereRaw(...heldIn(`p.${name}`, values))
  if (waiting_hours !== undefined) query.whereRaw(`p.stage_since <= now() - make_interval(hours => ?)`, [waiting_hours])
  const task = (condition: string, values: readonly Knex.RawBinding[]): void => {
    query.whereRaw(
      `exists (select 1 from tasks t where t.tenant_id = p.tenant_id and t.subject_id = p.id and ${LIVE} and ${condition})`,
      values,
    )
  }
  if (assignee_id) task(...heldIn('t.assignee_id', assignee_id))
  if (task_kind) task(...heldIn('t.kind', task_kind))
  if (list.search) task('t.subject_label ilike ?', [likePattern(list.search)])
  return query
}

/** One page of running processes, those that have waited longest first unless sorted otherwise. */
export async function listProcesses(db: TenantDb, filter: ProcessFilter): Promise<Page<RunningProcess>> {
  const { page, per_page, sort, descending } = filter.list
  const query = running(db, filter)
  const rows: RunningProcess[] = await query
    .clone()
    .select('p.id', 'p.process_type', 'p.workflow_id', 'p.run_id', 'p.stage', 'p.stage_since', 'p.created_at', 'p.updated_at', 'p.version')
    .select(db.raw(TASK), db.raw(LABEL), db.raw(STARTED_BY))
    .orderBy([{ column: `p.${sort}`, order: descending ? 'desc' : 'asc' }, { column: 'p.id' }])
    .limit(per_page)
    .offset((page - 1) * per_page) // prettier-ignore
  const counted = await query.clone().count('* as n').first()
  return { rows, total: Number(counted?.n ?? 0) }
}

const PLACES = 10

/** The ten places in which processes wait longest on average, over the same filter. */
export async function longestWaits(db: TenantDb, filter: ProcessFilter): Promise<WaitingPlace[]> {
  return running(db, filter)
    .groupBy('p.process_type', 'p.stage')
    .select('p.process_type', 'p.stage')
    .select(db.raw('count(*)::int as count, min(p.stage_since) as oldest_since'))
    .select(db.raw('extract(epoch from avg(now() - p.stage_since))::float8 as average_seconds'))
    .orderByRaw('average_seconds desc, p.process_type, p.stage')
    .limit(PLACES)
}
