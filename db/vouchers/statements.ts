/** A party's statement: what was owed before, each entry with the balance after it, what is owed then. */
import type { PartyType } from '../../domain/rules/vouchers/posting'
import { ask, type TenantDb } from '../kit/client'

/** Whose statement, and of which days; either end may be open. */
export interface StatementOf {
  party_type: PartyType
  party_id: string
  from?: string | undefined
  to?: string | undefined
}

/** One line of a statement; `balance` is what is owed after it. */
export interface StatementLine {
  id: string
  entry_date: string
  entry_type: string
  reference: string | null
  description: string | null
  debit: bigint
  credit: bigint
  balance: bigint
  project: { id: string; name: string } | null
  voucher_id: string | null
  reverses_id: string | null
  reversed_by_id: string | null
}

const PARTY = 'e.tenant_id = $1 and e.party_type = $2 and e.party_id = $3'

/** The condition of the days asked for, with their values behind the party's three. */
function days({ from, to }: StatementOf): { sql: string; values: string[] } {
  const values = [from, to].filter((day) => day !== undefined)
  const parts = [
    from === undefined ? [] : ['e.entry_date >= $4'],
    to === undefined ? [] : [`e.entry_date <= $${from === undefined ? 4 : 5}`],
  ]
  return {
    sql: parts
      .flat()
      .map((part) => ` and ${part}`)
      .join(''),
    values,
  }
}

const valuesOf = (db: TenantDb, of: StatementOf): unknown[] => [db.userParams.tenant_id, of.party_type, of.party_id]

export interface StatementSums {
  opening: bigint
  debit: bigint
  credit: bigint
  count: number
}

/** What was owed before the first day, and what the days add. */
export async function statementSums(db: TenantDb, of: StatementOf): Promise<StatementSums> {
  const { sql, values } = days(of)
  const opening =
    of.from === undefined
      ? '0::bigint'
      : `(select coalesce(sum(e.debit - e.credit), 0)::bigint from ledger_entries e where ${PARTY} and e.entry_date < $4)`
  const [row] = await ask<StatementSums>(
    db,
    `select ${opening} as opening, coalesce(sum(e.debit), 0)::bigint as debit, coalesce(sum(e.credit), 0)::bigint as credit, count(*)::int as count
     from ledger_entries e where ${PARTY}${sql}`,
    [...valuesOf(db, of), ...values],
  )
  return row ?? { opening: 0n, debit: 0n, credit: 0n, count: 0 }
}

const COLUMNS = `e.id, e.entry_date, e.entry_type, e.reference, e.description, e.debit, e.credit, e.voucher_id, e.reverses_id, e.reversed_by_id,
  (select json_build_object('id', p.id, 'name', p.name) from projects p where p.tenant_id = e.tenant_id and p.id = e.project_id) as project`

type Bare = Omit<StatementLine, 'balance'>

function running(rows: readonly Bare[], from: bigint): StatementLine[] {
  let balance = from
  return rows.map((row) => {
    balance += row.debit - row.credit
    return { ...row, balance }
  })
}

/** One page of lines, oldest first; `opening` is what was owed before the first day. */
export async function statementPage(
  db: TenantDb,
  of: StatementOf,
  page: { opening: bigint; offset: number; limit: number },
): Promise<StatementLine[]> {
  const { sql, values } = days(of)
  const given = [...valuesOf(db, of), ...values]
  const at = given.length + 1
  const order = 'order by e.entry_date, e.id'
  const [[before], rows] = await Promise.all([
    ask<{ sum: bigint }>(
      db,
      `select coalesce(sum(x.debit - x.credit), 0)::bigint as sum from
       (select e.debit, e.credit from ledger_entries e where ${PARTY}${sql} ${order} limit $${at}) x`,
      [...given, page.offset],
    ),
    ask<Bare>(db, `select ${COLUMNS} from ledger_entries e where ${PARTY}${sql} ${order} limit $${at} offset $${at + 1}`, [
      ...given,
      page.limit,
      page.offset,
    ]),
  ])
  return running(rows, page.opening + (before?.sum ?? 0n))
}

const BATCH = 1000

/** Every line, oldest first, read a thousand at a time. */
export async function* statementLines(db: TenantDb, of: StatementOf, opening: bigint): AsyncGenerator<StatementLine> {
  const { sql, values } = days(of)
  const given = [...valuesOf(db, of), ...values]
  const at = given.length + 1
  let balance = opening
  let last: StatementLine | undefined
  do {
    const past = last ? ` and (e.entry_date, e.id) > ($${at}, $${at + 1})` : ''
    const rows = await ask<Bare>(
      db,
      `select ${COLUMNS} from ledger_entries e where ${PARTY}${sql}${past} order by e.entry_date, e.id limit ${BATCH}`,
      last ? [...given, last.entry_date, last.id] : given,
    )
    const lines = running(rows, balance)
    yield* lines
    last = lines.length < BATCH ? undefined : lines.at(-1)
    balance = last?.balance ?? balance
  } while (last)
}
