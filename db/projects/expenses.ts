/** Expenses in the database, and whose manager decides them. */
import type { Trx } from '../kit/client'

/** An expense's row as its steps need it. */
export interface ExpenseRow {
  id: string
  project_id: string
  category: string
  amount: bigint
  currency: string
  spent_on: string
  description: string | null
  file_id: string | null
  created_by_id: string
}

/** The active manager of a person, unless they took part themselves; else null: whoever holds the slug decides. */
export async function managerOf(trx: Trx, person_id: string | null, parties: readonly string[]): Promise<string | null> {
  const found = await trx.raw(
    `select m.id from users u join users m on m.tenant_id = u.tenant_id and m.id = u.manager_id
     where u.tenant_id = ? and u.id = ? and m.banned_at is null and m.deactivated_at is null and not m.id = any(?::uuid[])`,
    [trx.userParams.tenant_id, person_id, [...parties]],
  )
  return found.rows[0]?.id ?? null
}
