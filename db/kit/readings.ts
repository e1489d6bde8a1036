/** What is read is seen: the audit event of a reading, and with it the line in the record's history. */
import { ask, inTransaction, type TenantDb, type Trx } from './client'
import { type AuditEntry, auditRow, type By, historyRow } from './trail'
import { insertRows } from './writing'

/** One reading of something's content. */
export interface Reading extends AuditEntry {
  resource_id: string | null
  /** Of a record whose history tells of readings too: its version. */
  record_version?: number
}

/** How long the parts that one reader fetches of one content count as one reading. */
const ONE_READING = '10 minutes'

/** True when the same reading by the same person is in the audit log already, not long ago. */
async function isTold(trx: Trx, by: By, { action, resource, resource_id, data = {} }: Reading): Promise<boolean> {
  const text = `select 1 from audit_events where tenant_id = $1 and resource = $2 and resource_id = $3 and actor_id = $4
    and action = $5 and data = $6::jsonb and refused is null and at > now() - interval '${ONE_READING}' limit 1`
  const rows = await ask(trx, text, [trx.userParams.tenant_id, resource, resource_id, by.actor_id, action, JSON.stringify(data)])
  return rows.length > 0
}

/** Tells of a reading; one that comes in parts is told with its first. Two first parts at once tell it twice, which is no harm. */
export async function writeReading(db: TenantDb | Trx, by: By, { reading, part }: { reading: Reading; part: boolean }): Promise<void> {
  const { record_version, ...entry } = reading
  const { action, resource, resource_id } = reading
  await inTransaction(db, async (trx) => {
    if (part && (await isTold(trx, by, reading))) return
    const what = action.slice(action.lastIndexOf('.') + 1)
    const history =
      record_version === undefined || resource_id === null
        ? []
        : [historyRow(trx, by, { record_type: resource, record_id: resource_id, record_version, action: what, changes: {} })]
    await insertRows(trx, [
      { table: 'audit_events', row: auditRow(trx, by, entry) },
      ...history.map((row) => ({ table: 'record_history', row })),
    ])
  })
}
