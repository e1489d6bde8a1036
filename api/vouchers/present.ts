/** Entries of the party ledger as answers. */
import { z } from 'zod'
import { answerOf, named } from '../../domain/kit/resource'
import { formatMoney } from '../../domain/money'
import { ledgers } from '../../domain/records/vouchers'
import type { TenantDb } from '../../db/kit/client'
import type { Row } from '../../db/kit/records'
import { type PartyBalance, partyNames } from '../../db/vouchers/party-ledger'
import { presenterOf } from '../kit/present'

const present = presenterOf(ledgers)

export const entryView = answerOf(ledgers).extend({ party: named.nullable(), currency: z.string() })

/** Entries with the names of their parties. */
export async function presentEntries(db: TenantDb, rows: readonly Row[]): Promise<Record<string, unknown>[]> {
  const names = await partyNames(
    db,
    rows.flatMap(({ party_id }) => (typeof party_id === 'string' ? [party_id] : [])),
  )
  return rows.map((row) => {
    const id = row.party_id as string | null
    const name = id === null ? undefined : names.get(id)
    return { ...present(row, String(row.currency)), party: name === undefined ? null : { id, name }, currency: row.currency }
  })
}

export const balanceView = z.object({
  debit: z.string(),
  credit: z.string(),
  balance: z.string().meta({ description: 'debit − credit; positive is owed to the party (by a client: owed by them)' }),
  approved_unposted: z.string(),
  currency: z.string(),
})

/** A balance in decimal strings. */
export const presentBalance = ({ debit, credit, approved_unposted }: PartyBalance, currency: string): z.input<typeof balanceView> => ({
  debit: formatMoney(debit, currency),
  credit: formatMoney(credit, currency),
  balance: formatMoney(debit - credit, currency),
  approved_unposted: formatMoney(approved_unposted, currency),
  currency,
})
