/** A year of a million lines in the books: each statement's time, and how many lines a second can be posted. */
import { v7 as uuidv7 } from 'uuid'
import { inTenant, openDatabase } from '../../db/kit/client'
import { type Posting, postMany } from '../../db/ledger/post'
import { connected } from '../../scripts/stack/postgres'
import { expect } from '../kit/approvals'
import { giveBooks } from '../kit/books'
import { type Business, signIn } from '../kit/company'
import { type Figure, ms, quantile } from '../kit/figures'
import { repeat } from '../kit/load'
import type { Machine, Say } from '../kit/machine'

export interface Ledger {
  business: Business
  /** Another one: the lines that are loaded have no chain, so that the auditor soon stops posting upon them. */
  posting_business: Business
  /** Lines of the year, two a journal. */
  lines: number
  /** Lines posted to measure the rate. */
  posted: number
}

const PROJECTS = 40
const CALLS = 30

/** The journals of a year, day by day, written as one import would leave them. */
const JOURNALS = `insert into journals (tenant_id, id, seq, journal_no, entry_date, currency, line_count, source_type, previous_hash, hash)
  select $1, uuidv7(), i, 'J-' || lpad(i::text, 7, '0'), date '2025-01-01' + (i::bigint * 365 / $2)::int, 'USD', 2, 'manual', '', ''
  from generate_series(1, $2::int) i`
/** A third moves money; the accounts and projects come by turns. */
const LINES = `insert into journal_lines (tenant_id, id, journal_id, line_no, account_id, entry_date, debit, credit, base_debit, base_credit, project_id)
  select j.tenant_id, uuidv7(), j.id, side, a.id, j.entry_date, d, c, d, c, p.id from journals j cross join generate_series(1, 2) side
    cross join lateral (select case when side = 1 then 1 + j.seq * 7919 % 99991 else 0 end as d, case when side = 2 then 1 + j.seq * 7919 % 99991 else 0 end as c) sides
    join (select id, row_number() over (order by code) - 1 as place, count(*) over () as many from accounts where tenant_id = $1 and role is not null) a
      on a.place = case when side = 1 and j.seq % 3 = 0 then 1 else (j.seq * 31 + side * 5) % a.many end
    join (select id, row_number() over (order by id) - 1 as place from projects where tenant_id = $1) p on p.place = j.seq % ${PROJECTS}
  where j.tenant_id = $1`
const SUMS = `insert into account_sums (tenant_id, id, account_id, month, project_id, debit, credit)
  select tenant_id, uuidv7(), account_id, to_char(entry_date, 'YYYY-MM'), project_id, sum(base_debit), sum(base_credit)
  from journal_lines where tenant_id = $1 group by tenant_id, account_id, to_char(entry_date, 'YYYY-MM'), project_id`
const CASH = `insert into cash_sums (tenant_id, id, account_id, month, project_id, amount)
  select l.tenant_id, uuidv7(), l.account_id, to_char(l.entry_date, 'YYYY-MM'), l.project_id, sum(l.base_credit - l.base_debit)
  from journal_lines l join accounts a on a.tenant_id = l.tenant_id and a.id = l.account_id
  where l.tenant_id = $1 and a.cash_flow is distinct from 'cash' and l.journal_id in (select m.journal_id from journal_lines m
    join accounts b on b.tenant_id = m.tenant_id and b.id = m.account_id where m.tenant_id = $1 and b.cash_flow = 'cash')
  group by l.tenant_id, l.account_id, to_char(l.entry_date, 'YYYY-MM'), l.project_id`

async function load(machine: Machine, { business, lines }: Ledger): Promise<void> {
  await giveBooks(machine, business.id)
  await connected(machine.url('cien'), async (client) => {
    const projects = `insert into projects (tenant_id, id, name, status, currency) select $1, uuidv7(), 'Project ' || i, 'active', 'USD' from generate_series(1, ${PROJECTS}) i`
    await client.query(projects, [business.id])
    await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'")
    await client.query(JOURNALS, [business.id, Math.floor(lines / 2)])
    for (const fill of [LINES, SUMS, CASH]) await client.query(fill, [business.id])
    await client.query('vacuum (analyze) journals, journal_lines, account_sums, cash_sums, accounts')
    await client.query('update ledger_heads set seq = (select max(seq) from journals where tenant_id = $1) where tenant_id = $1', [
      business.id,
    ])
  })
}

/** Whole months are read from sums; days within a month from the lines as well. */
const ASKED: readonly (readonly [string, string])[] = [
  ['trial balance of the year', 'trial-balance?from=2025-01-01&to=2025-12-31'],
  ['trial balance from the 11th to the 20th of another month', 'trial-balance?from=2025-02-11&to=2025-11-20'],
  ['profit and loss of the year, compared', 'profit-and-loss?from=2025-01-01&to=2025-12-31&compare=2024-01-01..2024-12-31'],
  ['profit and loss from within a month to within another', 'profit-and-loss?from=2025-03-09&to=2025-10-17'],
  ['balance sheet within a month, compared', 'balance-sheet?at=2025-10-17&compare=2025-06-30'],
  ['cash flow of the year', 'cash-flow?from=2025-01-01&to=2025-12-31'],
  ['cash flow from within a month to within another', 'cash-flow?from=2025-03-09&to=2025-10-17'],
]

async function statementsOf(machine: Machine, ledger: Ledger): Promise<Figure[]> {
  const headers = await signIn(machine.port, ledger.business.people)
  const own = headers.get(ledger.business.people[0]?.id ?? '') ?? {}
  const figures: Figure[] = []
  for (const [what, query] of ASKED) {
    const taken: number[] = []
    await repeat(machine.port, { c: 1, count: CALLS }, async (wire, index) => {
      const { took } = await expect(wire, { path: `/api/admin/reports/${query}`, headers: own }, 200)
      if (index >= 5) taken.push(took)
    })
    const p95 = quantile(taken, 0.95)
    const detail = `${ms(quantile(taken, 0.5))} in the middle, ${ms(p95)} at worst of ${ledger.lines.toLocaleString('en')} lines`
    figures.push({ row: 'statements', name: what, value: p95 / 1000, unit: 's', target: 0.2, better: 'lower', detail })
  }
  return figures
}

/** Journals of two lines, five hundred in a transaction, as an import posts them. */
async function postingRate(machine: Machine, { posting_business: business, posted }: Ledger): Promise<Figure> {
  await giveBooks(machine, business.id)
  const url = new URL(machine.url('cien'))
  Object.assign(url, { username: 'cien_app', password: machine.secrets.passwords.cien_app })
  const db = openDatabase(url.href, 2)
  const batch = 500
  try {
    const accounts: { id: string }[] = (
      await machine.sql.query('select id from accounts where tenant_id = $1 and role is not null order by code', [business.id])
    ).rows
    const posting = (index: number): Posting => ({
      entry_date: '2026-01-15',
      memo: 'Import',
      source: { type: 'manual', id: uuidv7() },
      created_by_id: null,
      lines: [
        { account_id: accounts[index % accounts.length]?.id ?? '', debit: 100n },
        { account_id: accounts[(index + 1) % accounts.length]?.id ?? '', credit: 100n },
      ],
    })
    const started = performance.now()
    for (let done = 0; done < posted / 2; done += batch)
      await inTenant(db, business.id, (trx) =>
        postMany(
          trx,
          Array.from({ length: batch }, (_, index) => posting(done + index)),
        ),
      )
    const seconds = (performance.now() - started) / 1000
    const rate = posted / seconds
    const detail = `${Math.round(rate).toLocaleString('en')} lines a second, each with its chain, its sums and its proof`
    // As seconds for a thousand lines, so that it is held like the others.
    return { row: 'statements', name: 'posting a thousand lines', value: 1000 / rate, unit: 's', target: 1, better: 'lower', detail }
  } finally {
    await db.close()
  }
}

/** Each statement over the loaded year within 200 ms, and posting at a thousand lines a second or more. */
export async function statementRow(machine: Machine, ledger: Ledger, say: Say): Promise<Figure[]> {
  await load(machine, ledger)
  say(`${ledger.lines.toLocaleString('en')} lines are loaded`)
  return [...(await statementsOf(machine, ledger)), await postingRate(machine, ledger)]
}
