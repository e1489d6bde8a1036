/** Records and processes agree (I3), as far as the database knows; what Temporal says of each is asked elsewhere. */
import { type ProcessRecord, processRecordOf } from '../../domain/kit/process/audit'
import { processes } from '../../domain/processes'
import { askPlanned, type Trx } from '../kit/client'
import { type Check, findingsOf } from './kit'

const among = (statuses: readonly string[]): string =>
  statuses.length === 0 ? 'false' : `r.status in (${statuses.map((status) => `'${status}'`).join(', ')})`

/** True of a record whose process is over. */
const over = ({ ended, ended_when }: ProcessRecord): string =>
  ended_when ? `(${among(ended)} or r.status = '${ended_when.status}' and r.${ended_when.field} = '${ended_when.value}')` : among(ended)

/** Records whose history grew, or all of them. */
const touched = (type: string, id: string): string =>
  `($2 = '-infinity'::timestamptz or ${id} in (select h.record_id from record_history h where h.tenant_id = $1 and h.at > $2 and h.record_type = '${type}'))`

const each = (sql: (type: string, record: ProcessRecord) => string): string =>
  [...processes().values()].map((definition) => sql(definition.record.type, processRecordOf(definition))).join(' union all ')

const DIFFERS = each(
  (type, { table }) => `select '${type}', p.id, case when r.id is null then 'The process is in ' || p.stage || ', and its record is gone'
      else 'The process is in ' || p.stage || ' (version ' || p.record_version || '), the record in ' || r.status || ' (version ' || r.version || ')' end
    from processes p left join ${table} r on r.tenant_id = p.tenant_id and r.id = p.id
    where p.tenant_id = $1 and p.process_type = '${type}' and ${touched(type, 'p.id')}
      and (r.id is null and p.ended_at is null or r.status <> p.stage or r.version <> p.record_version)`,
)

const ALONE = each(
  (type, record) => `select '${type}', r.id, 'The record is in ' || r.status || ', and no process is running for it'
    from ${record.table} r left join processes p on p.tenant_id = r.tenant_id and p.id = r.id and p.process_type = '${type}'
    where r.tenant_id = $1 and ${touched(type, 'r.id')} and not ${over(record)} and not ${among(record.idle)} and (p.id is null or p.ended_at is not null)`,
)

const UNENDED = each(
  (type, record) => `select '${type}', r.id, 'The record is ' || r.status || ', and its process goes on'
    from ${record.table} r join processes p on p.tenant_id = r.tenant_id and p.id = r.id and p.process_type = '${type}'
    where r.tenant_id = $1 and ${touched(type, 'r.id')} and ${over(record)} and p.ended_at is null`,
)

const ORPHANED = `select 'task', t.id, 'The task waits, and its process is over' from tasks t
  left join processes p on p.tenant_id = t.tenant_id and p.workflow_id = t.workflow_id
  where t.tenant_id = $1 and t.updated_at > $2 and t.state in ('open', 'claimed') and (p.id is null or p.ended_at is not null)`

/** Each version of a record that a process owns left its line in the history. */
const UNTOLD = each(
  (
    type,
    { table },
  ) => `select '${type}', r.id, 'Its history tells of ' || count(distinct h.record_version) || ' of ' || r.version || ' versions'
    from ${table} r join processes p on p.tenant_id = r.tenant_id and p.id = r.id and p.process_type = '${type}'
    left join record_history h on h.tenant_id = r.tenant_id and h.record_type = '${type}' and h.record_id = r.id
      and h.record_version >= 1 and h.record_version <= r.version
    where r.tenant_id = $1 and ${touched(type, 'r.id')} group by r.id, r.status, r.version having count(distinct h.record_version) <> r.version`,
)

export const processChecks: readonly Check[] = [
  { invariant: 'I3', name: 'record_differs', find: findingsOf(DIFFERS) },
  { invariant: 'I3', name: 'record_without_process', find: findingsOf(ALONE) },
  { invariant: 'I3', name: 'process_not_ended', find: findingsOf(UNENDED) },
  { invariant: 'I3', name: 'task_without_process', find: findingsOf(ORPHANED) },
  { invariant: 'I4', name: 'history_gap', find: findingsOf(UNTOLD) },
]

/** A process as the database sees it. */
export interface KnownProcess {
  id: string
  process_type: string
  workflow_id: string
  open: boolean
}

const KNOWN = 'id, process_type, workflow_id, ended_at is null as open'

/** Processes that took a step since an instant, the newest `limit` of them. */
export const processesSince = (trx: Trx, since: Date, limit: number): Promise<KnownProcess[]> =>
  askPlanned<KnownProcess>(
    trx,
    `select ${KNOWN} from processes where tenant_id = $1 and id in (select record_id from record_history where tenant_id = $1 and at > $2)
     order by updated_at desc limit $3`,
    [trx.userParams.tenant_id, since.toISOString(), limit],
  )

/** Processes that are not over, page by page in the order of their ids. */
export const openProcessesAfter = (trx: Trx, after: string | null, limit: number): Promise<KnownProcess[]> =>
  askPlanned<KnownProcess>(
    trx,
    `select ${KNOWN} from processes where tenant_id = $1 and ended_at is null and ($2::uuid is null or id > $2) order by id limit $3`,
    [trx.userParams.tenant_id, after, limit],
  )

/** Processes by their workflow ids; what the database does not know is left out. */
export const processesNamed = (trx: Trx, workflow_ids: readonly string[]): Promise<KnownProcess[]> =>
  askPlanned<KnownProcess>(trx, `select ${KNOWN} from processes where tenant_id = $1 and workflow_id = any($2::text[])`, [
    trx.userParams.tenant_id,
    workflow_ids,
  ])

/** The process of a record, or undefined. */
export const processOfRecord = async (trx: Trx, id: string): Promise<KnownProcess | undefined> =>
  (
    await askPlanned<KnownProcess>(trx, `select ${KNOWN} from processes where tenant_id = $1 and id = $2`, [trx.userParams.tenant_id, id])
  )[0]
