/** The ledger of one account: what every figure of a statement leads to, line by line with the balance after each. */
import { z } from 'zod'
import { invalid, notFound } from '../../domain/errors'
import { named } from '../../domain/kit/resource'
import { formatMoney } from '../../domain/money'
import { type Between, type Opening, openingOf } from '../../db/reports'
import { type AccountRange, countLines, everyLine, type LedgerLine, linesPage } from '../../db/reports/account-ledger'
import { type AccountRow, chartOfAccounts, type Sums, sumsIn } from '../../db/reports/statements'
import type { TenantDb, Trx } from '../../db/kit/client'
import { onSnapshot } from '../../db/kit/snapshot'
import { languageOf } from '../kit/papers'
import { paperDate, paperMoney } from '../kit/pdf'
import { action, type Call, Reply, type Route } from '../kit/route'
import { pageQuery } from '../kit/list'
import { daysOf, rangeQuery } from './asked'
import { type Cell, type Report, sendReport } from './formats'

const ref = z.uuid().nullable()
const view = z.object({
  id: z.uuid(),
  journal_id: z.uuid(),
  journal_no: z.string(),
  entry_date: z.string(),
  memo: z.string().nullable(),
  debit: z.string(),
  credit: z.string(),
  balance: z.string().meta({ description: 'Debits less credits up to and with this line' }),
  party_type: z.string().nullable(),
  party_id: ref,
  project: named.nullable(),
  source_type: z.string(),
  source_id: ref,
  workflow_id: z.string().nullable(),
  reverses_id: ref,
  reversed_by_id: ref,
})

const meta = z.object({
  page: z.int(),
  per_page: z.int(),
  total: z.int(),
  account: z.object({ id: z.uuid(), code: z.string(), name: z.string(), type: z.string() }),
  opening: z.string(),
  earlier_result: z.string().meta({
    description: 'How much of it is the result of earlier years that no journal closed; a balance sheet shows that apart',
  }),
  debit: z.string(),
  credit: z.string(),
  closing: z.string(),
  currency: z.string(),
})

/** A paper of more lines is read by nobody; the other formats take any number. */
const MOST_ON_PAPER = 5000

interface Found extends Opening {
  account: AccountRow
  sums: Sums
  total: number
}

/** The account with its opening balance and the sums of the range; 404 when there is none. */
async function read(trx: Trx, range: AccountRange & Between): Promise<Found> {
  const chart = await chartOfAccounts(trx)
  const account = chart.find((row) => row.account.account_id === range.account_id)
  if (!account) throw notFound()
  const [opens, sums, total] = await Promise.all([openingOf(trx, account, range), sumsIn(trx, range), countLines(trx, range)])
  return { account, ...opens, sums: sums.get(range.account_id) ?? { debit: 0n, credit: 0n }, total }
}

/** Lines with the balance after each. */
async function* running(db: TenantDb, range: AccountRange, opening: bigint): AsyncGenerator<LedgerLine & { balance: bigint }> {
  let balance = opening
  for await (const line of everyLine(db, range)) {
    balance += line.debit - line.credit
    yield { ...line, balance }
  }
}

async function* cells(db: TenantDb, range: AccountRange, opening: bigint): AsyncGenerator<Record<string, Cell>> {
  for await (const { entry_date, journal_no, memo, project, debit, credit, balance, source_type, journal_id } of running(
    db,
    range,
    opening,
  ))
    yield { entry_date, journal_no, memo, project: project?.name ?? null, debit, credit, balance, source_type, journal_id }
}

function reportOf(call: Call, range: AccountRange & Between, found: Found): Report {
  const { code, name } = found.account.account
  const language = languageOf(call.actor)
  const day = (date: string): string => paperDate(date, language)
  const money = (minor: bigint): string => paperMoney(formatMoney(minor, call.actor.business.base_currency), { language })
  const { opening, sums } = found
  return {
    name: `account ${code} ${range.from} ${range.to}`,
    title: 'account_ledger',
    subtitle: `${code} ${name}, ${day(range.from)} – ${day(range.to)}`,
    facts: [
      ['opening', money(opening)],
      ['closing', money(opening + sums.debit - sums.credit)],
    ],
    wide: true,
    columns: [
      { key: 'entry_date', day: true, share: 11 },
      { key: 'journal_no', whole: true, share: 12 },
      { key: 'memo', share: 30 },
      { key: 'project', share: 17 },
      { key: 'debit', money: true, share: 14 },
      { key: 'credit', money: true, share: 14 },
      { key: 'balance', money: true, share: 14 },
      { key: 'source_type' },
      { key: 'journal_id' },
    ],
    rows: cells(call.db, range, opening),
  }
}

async function onScreen(call: Call, range: AccountRange & Between, { page, per_page }: { page: number; per_page: number }): Promise<Reply> {
  const currency = call.actor.business.base_currency
  const money = (minor: bigint): string => formatMoney(minor, currency)
  const { found, lines, before } = await onSnapshot(call.db, async (trx) => ({
    found: await read(trx, range),
    ...(await linesPage(trx, range, { offset: (page - 1) * per_page, limit: per_page })),
  }))
  const { account, opening, sums, total } = found
  let balance = opening + before
  const rows = lines.map((line) => {
    balance += line.debit - line.credit
    return { ...line, debit: money(line.debit), credit: money(line.credit), balance: money(balance) }
  })
  const { account_id, code, name, type } = account.account
  const ends = {
    opening: money(opening),
    earlier_result: money(found.earlier_result),
    debit: money(sums.debit),
    credit: money(sums.credit),
    closing: money(opening + sums.debit - sums.credit),
  }
  return new Reply(rows, { meta: { page, per_page, total, account: { id: account_id, code, name, type }, ...ends, currency } })
}

export const accountLedgerRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/reports/account-ledger',
    audit: 'files',
    heavy: true,
    permission: 'reports.view',
    tag: 'reports',
    summary: 'The lines of one account with the balance after each: what a figure of a statement is made of',
    query: rangeQuery.extend({ account_id: z.uuid(), ...pageQuery }),
    answer: z.array(view),
    meta,
    async handle(call) {
      const { account_id, format } = call.query
      const range = { ...daysOf(call.query, call.actor), account_id }
      if (format === 'json') return onScreen(call, range, call.query)
      const found = await onSnapshot(call.db, (trx) => read(trx, range))
      if (format === 'pdf' && found.total > MOST_ON_PAPER)
        throw invalid({ format: [`A paper takes at most ${MOST_ON_PAPER} lines: choose fewer days, or xlsx or csv.`] })
      return sendReport(call, format, reportOf(call, range, found))
    },
  }),
]
