/** Financial statements (FIN-6): trial balance, profit and loss, balance sheet, cash flow; as JSON, CSV, Excel and PDF. */
import { z } from 'zod'
import { formatMoney } from '../../domain/money'
import { CASH_SECTIONS, type CashStatement } from '../../domain/rules/reports/cash-flow'
import { ACCOUNT_TYPES } from '../../domain/rules/ledger'
import { type Section, type Statement, type TrialBalanceRow, trialTotals } from '../../domain/rules/reports/statements'
import {
  type Between,
  type Comparison,
  readBalanceSheet,
  readCashFlow,
  readMonths,
  readProfitAndLoss,
  readTrialBalance,
} from '../../db/reports'
import { languageOf } from '../kit/papers'
import { paperDate } from '../kit/pdf'
import { action, type Call, Reply, type Route } from '../kit/route'
import { comparedQuery, comparedWith, dayQuery, daysOf, rangeQuery, today } from './asked'
import { type Cell, type Report, type ReportColumn, type ReportPart, sendReport } from './formats'
import { type Word, wordsIn } from './words'

const tag = 'reports'
const permission = 'reports.view'

const SIDES = ['opening_debit', 'opening_credit', 'debit', 'credit', 'closing_debit', 'closing_credit'] as const
const sides = Object.fromEntries(SIDES.map((side) => [side, z.string()])) as Record<(typeof SIDES)[number], z.ZodString>
const account = {
  account_id: z.uuid().nullable().meta({ description: 'Null for the result of earlier years where no account takes it' }),
  code: z.string(),
  name: z.string(),
}
const trialRow = z.object({ ...account, type: z.enum(ACCOUNT_TYPES), ...sides })
const row = z.object({ ...account, amount: z.string(), compare: z.string().optional() })
const section = <const Keys extends readonly [string, ...string[]]>(keys: Keys) =>
  z.object({ key: z.enum(keys), rows: z.array(row), total: z.string(), compare: z.string().optional() })
const statement = <const Keys extends readonly [string, ...string[]]>(keys: Keys) =>
  z.object({
    sections: z.array(section(keys)),
    result: z.string().meta({ description: 'A loss is negative' }),
    compare: z.string().optional(),
    currency: z.string(),
  })
/** Five years of columns are as many as one looks at. */
const MOST_MONTHS = 60
const monthResult = z.object({
  month: z.string().meta({ description: 'YYYY-MM' }),
  from: z.string(),
  to: z.string(),
  revenue: z.string(),
  expense: z.string(),
  result: z.string(),
})
const cash = { opening: z.string(), change: z.string(), closing: z.string() }
const cashStatement = z.object({
  sections: z.array(section(CASH_SECTIONS)),
  ...cash,
  compare: z.object(cash).optional(),
  currency: z.string(),
})

type Asking = Pick<Call, 'actor' | 'by' | 'db' | 'query' | 'req' | 'res'>

const currencyOf = ({ actor }: Pick<Call, 'actor'>): string => actor.business.base_currency

/** Amounts as decimal strings, wherever they stand. */
function shown(value: unknown, currency: string): unknown {
  if (typeof value === 'bigint') return formatMoney(value, currency)
  if (Array.isArray(value)) return value.map((each) => shown(each, currency))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each, currency)]))
}

const span = (call: Pick<Call, 'actor'>, { from, to }: Comparison): string =>
  [from, to].map((day) => paperDate(day, languageOf(call.actor))).join(' – ')

const fileName = (title: Word, ...days: string[]): string => [title.replaceAll('_', '-'), ...days].join(' ')

/** Code, name and amounts of a statement by sections. */
const columnsOf = (comparing: boolean): ReportColumn[] => [
  { key: 'section' },
  { key: 'account_id' },
  { key: 'code', share: 16 },
  { key: 'name', share: 50 },
  { key: 'amount', money: true, share: 20 },
  ...(comparing ? [{ key: 'compare', money: true, share: 20 } as const] : []),
]

const beside = (compare: bigint | undefined): Record<string, Cell> => (compare === undefined ? {} : { compare })

const rowsOf = ({ key, rows }: Section): Record<string, Cell>[] =>
  rows.map(({ account_id, code, name, amount, compare }) => ({ section: key, account_id, code, name, amount, ...beside(compare) }))

const partOf = (one: Section): ReportPart => ({
  title: one.key as Word,
  rows: rowsOf(one),
  total: { amount: one.total, ...beside(one.compare) },
})

/** A line that is no account's: the result, or cash at the beginning and the end. */
const line = (call: Pick<Call, 'actor'>, word: Word, amounts: { amount: bigint; compare?: bigint | undefined }): Record<string, Cell> => ({
  section: word,
  account_id: null,
  code: '',
  name: wordsIn(languageOf(call.actor))[word],
  amount: amounts.amount,
  ...beside(amounts.compare),
})

interface Printed {
  title: Word
  name: string
  subtitle: string
  compare?: string | undefined
}

function statementReport(call: Asking, found: Statement, { title, name, subtitle, compare }: Printed): Report {
  const result = line(call, 'result', { amount: found.result, compare: found.compare })
  // Of profit and loss the result is the sum of the rows already; of a balance sheet it is a row like the others.
  const own = title === 'balance_sheet' ? [result] : []
  return {
    name,
    title,
    subtitle,
    facts: compare === undefined ? [] : [['compared_with', compare]],
    columns: columnsOf(found.compare !== undefined),
    rows: [...found.sections.flatMap(rowsOf), ...own],
    parts: [...found.sections.map(partOf), { rows: [], total: result }],
  }
}

async function trialBalance(call: Asking, between: Between, as: string): Promise<unknown> {
  const words = wordsIn(languageOf(call.actor))
  const rows = await readTrialBalance(call.db, between, words.earlier_result)
  const totals = trialTotals(rows)
  const currency = currencyOf(call)
  if (as === 'json') return new Reply(shown(rows, currency), { meta: { totals: shown(totals, currency) as object, currency } })
  const cells = rows.map((one: TrialBalanceRow): Record<string, Cell> => ({ ...one }))
  return sendReport(call, as as 'csv', {
    name: fileName('trial_balance', between.from, between.to),
    title: 'trial_balance',
    subtitle: span(call, between),
    facts: [],
    wide: true,
    columns: [
      { key: 'account_id' },
      { key: 'code', share: 10 },
      { key: 'name', share: 26 },
      { key: 'type' },
      ...SIDES.map((key): ReportColumn => ({ key, money: true, share: 14 })),
    ],
    rows: cells,
    parts: [{ rows: cells, total: { name: words.total, ...totals } }],
  })
}

async function cashReport(
  call: Asking,
  between: Between,
  { compare, as }: { compare: Comparison | undefined; as: string },
): Promise<unknown> {
  const found: CashStatement = await readCashFlow(call.db, between, compare)
  const currency = currencyOf(call)
  if (as === 'json') return { ...(shown(found, currency) as object), currency }
  const opening = line(call, 'opening', { amount: found.opening, compare: found.compare?.opening })
  const closing = line(call, 'closing', { amount: found.closing, compare: found.compare?.closing })
  const change = line(call, 'change', { amount: found.change, compare: found.compare?.change })
  return sendReport(call, as as 'csv', {
    name: fileName('cash_flow', between.from, between.to),
    title: 'cash_flow',
    subtitle: span(call, between),
    facts: compare ? [['compared_with', span(call, compare)]] : [],
    columns: columnsOf(compare !== undefined),
    rows: [opening, ...found.sections.flatMap(rowsOf)],
    parts: [{ rows: [opening] }, ...found.sections.map(partOf), { rows: [change], total: closing }],
  })
}

/** Answers a statement by sections in the format asked for. */
const answered = (call: Asking, found: Statement, { as, ...printed }: Printed & { as: string }): unknown =>
  as === 'json'
    ? { ...(shown(found, currencyOf(call)) as object), currency: currencyOf(call) }
    : sendReport(call, as as 'csv', statementReport(call, found, printed))

export const statementRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/reports/trial-balance',
    audit: 'files',
    heavy: true,
    permission,
    tag,
    summary: 'Opening, moved and closing sums of every account; revenue and expense open at zero in January',
    query: rangeQuery,
    answer: z.array(trialRow),
    meta: z.object({ totals: z.object(sides), currency: z.string() }),
    handle: (call) => trialBalance(call, daysOf(call.query, call.actor), call.query.format),
  }),
  action({
    method: 'get',
    path: '/api/admin/reports/profit-and-loss',
    audit: 'files',
    heavy: true,
    permission,
    tag,
    summary: 'Revenue, expense and their difference; compare with another range',
    query: comparedQuery,
    answer: statement(['revenue', 'expense']),
    async handle(call) {
      const { query, actor, db } = call
      const [between, compare] = [daysOf(query, actor), comparedWith(query.compare)]
      const title = 'profit_and_loss'
      const name = fileName(title, between.from, between.to)
      const printed = { title, name, subtitle: span(call, between), compare: compare && span(call, compare) } as const
      return answered(call, await readProfitAndLoss(db, between, compare), { ...printed, as: query.format })
    },
  }),
  action({
    method: 'get',
    path: '/api/admin/reports/profit-and-loss/months',
    heavy: true,
    permission,
    tag,
    summary: `Profit and loss month by month, at most the last ${MOST_MONTHS} months of the range`,
    query: rangeQuery.omit({ format: true }),
    answer: z.array(monthResult),
    meta: z.object({ currency: z.string() }),
    async handle(call) {
      const months = await readMonths(call.db, daysOf(call.query, call.actor), MOST_MONTHS)
      const currency = currencyOf(call)
      return new Reply(shown(months, currency), { meta: { currency } })
    },
  }),
  action({
    method: 'get',
    path: '/api/admin/reports/balance-sheet',
    audit: 'files',
    heavy: true,
    permission,
    tag,
    summary:
      'Assets, liabilities and equity at the end of a day, the result of years that no journal closed apart; compare with another day',
    query: dayQuery,
    answer: statement(['assets', 'liabilities', 'equity']),
    async handle(call) {
      const { query, actor, db } = call
      const { compare, project_id, at = today(actor) } = query
      const day = (date: string): string => paperDate(date, languageOf(actor))
      const title = 'balance_sheet'
      const printed = { title, name: fileName(title, at), subtitle: day(at), compare: compare && day(compare) } as const
      return answered(call, await readBalanceSheet(db, { at, compare, project_id }), { ...printed, as: query.format })
    },
  }),
  action({
    method: 'get',
    path: '/api/admin/reports/cash-flow',
    audit: 'files',
    heavy: true,
    permission,
    tag,
    summary: 'Where money came from and went to, by the account on the other side; compare with another range',
    query: comparedQuery,
    answer: cashStatement,
    handle: (call) =>
      cashReport(call, daysOf(call.query, call.actor), { compare: comparedWith(call.query.compare), as: call.query.format }),
  }),
]
