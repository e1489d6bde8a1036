/** The party ledger: entries with their journals, posted for good; what each party is owed. */
import { conflict } from '../../domain/errors'
import { type EntryAmounts, type PartyType, postingSides } from '../../domain/rules/vouchers/posting'
import { ask, type TenantDb, type Trx } from '../kit/client'
import { post, type Posting, reverse } from '../ledger/post'

/** An entry on its way into the ledger; exactly one of debit and credit is more than nothing. */
export interface NewEntry extends EntryAmounts {
  id: string
  project_id: string | null
  party_id: string | null
  reference: string | null
  entry_date: string
  description: string | null
  currency: string
  created_by_id: string | null
  voucher_id?: string | null
  task_id?: string | null
  /** The step that posts it, when a process does. */
  effect?: { workflow_id: string; key: string }
}

export interface EntryRow extends Omit<NewEntry, 'effect'> {
  journal_id: string | null
  reverses_id: string | null
  reversed_by_id: string | null
  version: number
}

/** Posts an entry: its journal in the general ledger, then the entry itself. */
export async function postEntry(trx: Trx, entry: NewEntry, request_id: string | undefined): Promise<void> {
  const { effect, ...row } = entry
  const { project_id, party_type, party_id, entry_date, created_by_id } = entry
  const posting: Posting = {
    entry_date,
    memo: [entry.entry_type, entry.reference, entry.description].filter(Boolean).join(' · ').slice(0, 500),
    source: { type: 'ledger_entry', id: entry.id },
    ...(effect ? { effect } : {}),
    created_by_id,
    lines: postingSides(entry).map(({ role, debit, credit, control }) => ({
      role,
      ...(debit > 0n ? { debit } : { credit }),
      project_id,
      ...(control ? { party_type, party_id } : {}),
    })),
  }
  const journal = await post(trx, posting, request_id)
  await trx('ledger_entries').insert({ tenant_id: trx.userParams.tenant_id, ...row, journal_id: journal.id })
}

/** The entry, locked until the transaction ends, or undefined. */
export const lockEntry = (trx: Trx, id: string): Promise<EntryRow | undefined> =>
  trx('ledger_entries').where({ tenant_id: trx.userParams.tenant_id, id }).forUpdate().first()

/** What a reversal says. */
export interface Reversal {
  id: string
  reason: string
  entry_date: string
  created_by_id: string
  request_id: string
}

/** Posts the opposite of a locked entry, in both ledgers, and links the two. */
export async function reverseEntry(trx: Trx, entry: EntryRow, reversal: Reversal): Promise<void> {
  if (entry.reversed_by_id !== null)
    throw conflict('duplicate', 'This entry is reversed already.', { current: { reversed_by_id: entry.reversed_by_id } })
  if (entry.reverses_id !== null)
    throw conflict('locked', 'A reversal stands; post the entry anew instead.', { current: { reverses_id: entry.reverses_id } })
  const tenant_id: string = trx.userParams.tenant_id
  const { id, reason, entry_date, created_by_id, request_id } = reversal
  const source = { type: 'ledger_entry', id }
  const journal = entry.journal_id
    ? await reverse(trx, { journal_id: entry.journal_id, reason, entry_date, created_by_id, source, request_id })
    : undefined
  const { project_id, entry_type, party_type, party_id, reference, currency, voucher_id } = entry
  await trx('ledger_entries').insert({
    tenant_id,
    ...{ id, project_id, entry_type, party_type, party_id, reference, currency, voucher_id },
    ...{ entry_date, description: reason, created_by_id, debit: entry.credit, credit: entry.debit },
    reverses_id: entry.id,
    journal_id: journal?.id ?? null,
  })
  await trx('ledger_entries')
    .where({ tenant_id, id: entry.id })
    .update({ reversed_by_id: id, updated_at: trx.fn.now(), version: trx.raw('version + 1') })
}

/** A party, or all of a type. */
export interface Party {
  party_type: PartyType
  party_id?: string | undefined
}

export interface PartyBalance {
  debit: bigint
  credit: bigint
  /** Approved vouchers with no claim entry yet. */
  approved_unposted: bigint
}

/** What the parties of a condition were owed and paid, from the sums that each entry keeps; never a walk over the ledger. */
async function balanceBy(db: TenantDb | Trx, at: { sums: string; vouchers: string; values: readonly unknown[] }): Promise<PartyBalance> {
  const [row] = await ask<PartyBalance>(
    db,
    `select s.debit, s.credit, v.amount as approved_unposted from
       (select coalesce(sum(debit), 0)::bigint as debit, coalesce(sum(credit), 0)::bigint as credit from party_sums
        where tenant_id = $1 and ${at.sums}) s,
       (select coalesce(sum(amount), 0)::bigint as amount from vouchers
        where tenant_id = $1 and status = 'approved' and paid_amount < amount and paid_amount = 0 and ${at.vouchers}) v`,
    [db.userParams.tenant_id, ...at.values],
  )
  return row ?? { debit: 0n, credit: 0n, approved_unposted: 0n }
}

/** The balance of a party, or of all of a type. */
export function balanceOf(db: TenantDb | Trx, { party_type, party_id }: Party): Promise<PartyBalance> {
  const claims = party_type === 'subcontractor'
  return party_id === undefined
    ? balanceBy(db, { sums: 'party_type = $2', vouchers: String(claims), values: [party_type] })
    : balanceBy(db, {
        sums: 'party_type = $2 and party_id = $3',
        vouchers: claims ? 'subcontractor_id = $3' : 'false',
        values: [party_type, party_id],
      })
}

const LINKED = '(select id from subcontractors where tenant_id = $1 and user_id = $2)'

/** The balance of the subcontractors that a user is linked to. */
export const balanceOfContractor = (db: TenantDb, user_id: string): Promise<PartyBalance> =>
  balanceBy(db, {
    sums: `party_type = 'subcontractor' and party_id in ${LINKED}`,
    vouchers: `subcontractor_id in ${LINKED}`,
    values: [user_id],
  })

/** The people and companies of the ledger by id: `{id, name}`. */
export async function partyNames(db: TenantDb | Trx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ask<{ id: string; name: string }>(
    db,
    `select id, company_name as name from subcontractors where tenant_id = $1 and id = any($2)
     union all select id, name from users where tenant_id = $1 and id = any($2)`,
    [db.userParams.tenant_id, [...new Set(ids)]],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** What a party's id must name, by its type; suppliers and others have no record of their own. */
const KNOWN: Partial<Record<PartyType, string>> = {
  subcontractor: 'select 1 from subcontractors where tenant_id = $1 and id = $2',
  client: "select 1 from users where tenant_id = $1 and id = $2 and user_type = 'client'",
  staff: "select 1 from users where tenant_id = $1 and id = $2 and user_type in ('admin', 'staff', 'employee')",
}

/** True when the party is one of this business. */
export async function isParty(db: TenantDb | Trx, { party_type, party_id }: Party): Promise<boolean> {
  const text = KNOWN[party_type]
  if (text === undefined || party_id === undefined) return true
  return (await ask(db, text, [db.userParams.tenant_id, party_id])).length > 0
}
