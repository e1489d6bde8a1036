/** What the guided set-up and the signature page read and write (ADM-003, DOC-9). */
import { v7 as uuidv7 } from 'uuid'
import { invalid, staleVersion } from '../domain/errors'
import type { TenantDb, Trx } from './kit/client'
import { inTransaction } from './kit/client'
import { type By, changesBetween, writeAudit, writeHistory } from './kit/trail'

/** The tables of ADM-003 in their order, as the set-up counts them. */
export const SETUP_TABLES = [
  'locations',
  'trade_types',
  'document_types',
  'phase_library',
  'subcontractor_categories',
  'project_templates',
  'staff',
  'subcontractors',
  'projects',
] as const
export type SetupTable = (typeof SETUP_TABLES)[number]

/** How many records each step has; past a hundred it says a hundred, for the page asks only whether there are some. */
export async function countSetup(db: TenantDb): Promise<Record<SetupTable, number>> {
  const tenant_id: string = db.userParams.tenant_id
  const columns = SETUP_TABLES.map(
    (table) => `(select count(*)::int from (select 1 from ${table} where tenant_id = ? limit 100) x) as ${table}`,
  )
  const found = await db.raw(
    `select ${columns.join(', ')}`,
    SETUP_TABLES.map(() => tenant_id),
  )
  return found.rows[0]
}

export interface SignatureRow {
  id: string
  signature_image_path: string | null
  signer_name: string | null
  signer_title: string | null
  created_at: Date
  updated_at: Date
  version: number
}

/** The one record of a business, or undefined before the first save. */
export const findSignature = async (db: TenantDb | Trx): Promise<SignatureRow | undefined> =>
  db('signature_settings').where({ tenant_id: db.userParams.tenant_id }).first()

/** Saves the record: the first time without a version, later with the one that was read. */
export async function saveSignature(
  db: TenantDb,
  by: By,
  change: { version: number | undefined; prepare(trx: Trx, before: SignatureRow | undefined): Promise<Record<string, unknown>> },
): Promise<SignatureRow> {
  return inTransaction(db, async (trx) => {
    const tenant_id: string = trx.userParams.tenant_id
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`signature ${tenant_id}`])
    const before = await findSignature(trx)
    if (before && change.version === undefined) throw invalid({ version: ['The version field is required.'] })
    if (change.version !== undefined && before?.version !== change.version) throw staleVersion({ version: before?.version ?? 0 })
    const values = await change.prepare(trx, before)
    const id = before?.id ?? uuidv7()
    const version = (before?.version ?? 0) + 1
    if (before)
      await trx('signature_settings')
        .where({ tenant_id, id })
        .update({ ...values, version, updated_at: trx.fn.now() })
    else await trx('signature_settings').insert({ tenant_id, id, ...values })
    const changes = changesBetween({ ...before }, values)
    await writeHistory(trx, by, {
      record_type: 'signature_setting',
      record_id: id,
      record_version: version,
      action: before ? 'updated' : 'created',
      changes,
    })
    await writeAudit(trx, by, {
      action: 'settings.signature',
      resource: 'signature_setting',
      resource_id: id,
      data: { fields: Object.keys(changes) },
    })
    const saved = await findSignature(trx)
    if (!saved) throw new Error('The signature settings vanished while they were saved')
    return saved
  })
}

/** The upload behind a path that was used already, or undefined. */
export const findUpload = async (db: TenantDb, file_path: string): Promise<{ file_id: string; original_name: string } | undefined> =>
  db('uploads')
    .where({ tenant_id: db.userParams.tenant_id, id: file_path.replace('uploads/', '') })
    .first('file_id', 'original_name')
