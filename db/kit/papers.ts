/** Papers given out: their facts as they were printed, found again by a code that anybody may ask about. */
import { v7 as uuidv7 } from 'uuid'
import { type Database, ask, PLATFORM, tenantDb, type TenantDb } from './client'

/** What is printed and must not change unseen. */
export interface PaperFacts {
  record_type: string
  record_id: string
  facts: Record<string, string | null>
  facts_hash: string
}

/** A paper as it was given out. */
export interface PaperRow extends PaperFacts {
  tenant_id: string
  code: string
  created_at: Date
}

/** The paper of these facts: the one given out before, or a new one under `code`. */
export async function issuePaper(
  db: TenantDb,
  paper: PaperFacts,
  by: { code: string; issued_by_id: string },
): Promise<Pick<PaperRow, 'code' | 'created_at'>> {
  const { record_type, record_id, facts, facts_hash } = paper
  const tenant_id: string = db.userParams.tenant_id
  const same = { tenant_id, record_type, record_id, facts_hash }
  await db('papers')
    .insert({ ...same, ...by, id: uuidv7(), facts: JSON.stringify(facts) })
    .onConflict(['tenant_id', 'record_type', 'record_id', 'facts_hash'])
    .ignore()
  return db('papers').where(same).first('code', 'created_at')
}

/** The paper of a code, whatever business gave it out; or undefined. */
export async function findPaper(db: Database, code: string): Promise<PaperRow | undefined> {
  const text = 'select tenant_id, record_type, record_id, facts, facts_hash, code, created_at from papers where code = $1'
  const [row] = await ask<PaperRow>(tenantDb(db, PLATFORM), text, [code])
  return row
}
