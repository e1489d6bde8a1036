/** A party's statement: opening balance, each entry with the balance after it, closing balance; on the screen, as PDF, Excel or CSV. */
import { z } from 'zod'
import { invalid, notFound } from '../../domain/errors'
import { named } from '../../domain/kit/resource'
import { date } from '../../domain/kit/fields'
import { digitsOf, formatMoney } from '../../domain/money'
import { PARTY_TYPES } from '../../domain/rules/vouchers/posting'
import { partyNames } from '../../db/vouchers/party-ledger'
import {
  type StatementLine,
  statementLines,
  type StatementOf,
  statementPage,
  type StatementSums,
  statementSums,
} from '../../db/vouchers/statements'
import { sendCsv } from '../kit/csv'
import { type Paper, paperDate, paperDay, paperMoney, type PaperTable, sendPdf } from '../kit/pdf'
import { languageOf } from '../kit/papers'
import { action, type Call, Reply, type Route } from '../kit/route'
import type { Seen } from '../kit/seen'
import { pageQuery } from '../kit/list'
import { sendXlsx } from '../kit/xlsx'
import { paperWords } from './words'

const query = z.strictObject({
  party_type: z.enum(PARTY_TYPES),
  party_id: z.uuid(),
  from: date('from').optional(),
  to: date('to').optional(),
  ...pageQuery,
  format: z.enum(['json', 'csv', 'xlsx', 'pdf']).default('json'),
})
type Asked = z.output<typeof query>

const line = z.object({
  id: z.uuid(),
  entry_date: z.string(),
  entry_type: z.string(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
  project: named.nullable(),
  debit: z.string(),
  credit: z.string(),
  balance: z.string(),
  voucher_id: z.uuid().nullable(),
  reverses_id: z.uuid().nullable(),
  reversed_by_id: z.uuid().nullable(),
})

const answer = z.object({
  party: named,
  party_type: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  currency: z.string(),
  opening_balance: z.string(),
  debit: z.string(),
  credit: z.string(),
  closing_balance: z.string(),
  lines: z.array(line),
})

const COLUMNS = ['entry_date', 'entry_type', 'reference', 'description', 'project', 'debit', 'credit', 'balance'] as const
const MONEY: readonly string[] = ['debit', 'credit', 'balance']
/** A paper of more lines is read by nobody; the other formats take any number. */
const MOST_ON_PAPER = 5000

interface Statement {
  of: StatementOf
  party: { id: string; name: string }
  sums: StatementSums
  currency: string
}

const shown = (row: StatementLine, currency: string): Record<string, unknown> => ({
  ...row,
  debit: formatMoney(row.debit, currency),
  credit: formatMoney(row.credit, currency),
  balance: formatMoney(row.balance, currency),
})

async function* flat(call: Call, { of, sums, currency }: Statement): AsyncGenerator<Record<string, unknown>> {
  for await (const row of statementLines(call.db, of, sums.opening)) yield { ...shown(row, currency), project: row.project?.name ?? null }
}

/** The lines of a paper, with the amounts as the language writes them. */
function paperTable(call: Call, statement: Statement): PaperTable {
  const language = languageOf(call.actor)
  const words = paperWords(language)
  const { currency } = statement
  const money = (minor: bigint): string => (minor === 0n ? '' : paperMoney(formatMoney(minor, currency), { language }))
  async function* rows(): AsyncGenerator<Record<string, string>> {
    for await (const row of statementLines(call.db, statement.of, statement.sums.opening)) {
      yield {
        date: paperDay(row.entry_date, language),
        about: [words.entries[row.entry_type] ?? row.entry_type, row.reference, row.description].filter(Boolean).join(' · '),
        project: row.project?.name ?? '',
        debit: money(row.debit),
        credit: money(row.credit),
        balance: paperMoney(formatMoney(row.balance, currency), { language }),
      }
    }
  }
  const { opening, debit, credit } = statement.sums
  return {
    columns: [
      { key: 'date', title: words.date, share: 11, whole: true },
      { key: 'about', title: words.about, share: 34 },
      { key: 'project', title: words.project, share: 19 },
      { key: 'debit', title: words.debit, share: 14, right: true },
      { key: 'credit', title: words.credit, share: 14, right: true },
      { key: 'balance', title: words.balance, share: 14, right: true },
    ],
    rows: rows(),
    total: () => ({
      about: words.total,
      debit: money(debit),
      credit: money(credit),
      balance: paperMoney(formatMoney(opening + debit - credit, currency), { language }),
    }),
  }
}

/** The days of a statement in words; either end may be open. */
function spanOf({ from, to }: StatementOf, language: Paper['language']): string {
  const words = paperWords(language)
  const day = (text: string): string => paperDate(text, language)
  if (from !== undefined && to !== undefined) return `${day(from)} – ${day(to)}`
  if (from !== undefined) return `${words.since} ${day(from)}`
  return to === undefined ? words.ever : `${words.until} ${day(to)}`
}

async function asPdf(call: Call, statement: Statement, seen: Seen): Promise<unknown> {
  const { sums, currency, of, party } = statement
  if (sums.count > MOST_ON_PAPER)
    throw invalid({ format: [`A paper takes at most ${MOST_ON_PAPER} lines: choose fewer days, or xlsx or csv.`] })
  const language = languageOf(call.actor)
  const words = paperWords(language)
  const money = (minor: bigint): string => paperMoney(formatMoney(minor, currency), { currency, language })
  const paper: Paper = {
    name: nameOf(statement),
    language,
    business: call.actor.business.name,
    title: `${words.statement}: ${party.name}`,
    subtitle: spanOf(of, language),
    facts: [
      [words.opening, money(sums.opening)],
      [words.closing, money(sums.opening + sums.debit - sums.credit)],
    ],
    tables: [paperTable(call, statement)],
  }
  return sendPdf(call, paper, seen)
}

const nameOf = ({ party, of }: Statement): string => ['statement', party.name, of.from, of.to].filter(Boolean).join(' ')

async function onScreen(call: Call, asked: Asked, { of, party, sums, currency }: Statement): Promise<Reply> {
  const { page, per_page } = asked
  const rows = await statementPage(call.db, of, { opening: sums.opening, offset: (page - 1) * per_page, limit: per_page })
  const data = {
    party,
    party_type: of.party_type,
    from: of.from ?? null,
    to: of.to ?? null,
    currency,
    opening_balance: formatMoney(sums.opening, currency),
    debit: formatMoney(sums.debit, currency),
    credit: formatMoney(sums.credit, currency),
    closing_balance: formatMoney(sums.opening + sums.debit - sums.credit, currency),
    lines: rows.map((row) => shown(row, currency)),
  }
  return new Reply(data, { meta: { page, per_page, total: sums.count } })
}

export const statementRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/ledgers/statement',
    audit: 'files',
    heavy: true,
    permission: 'ledgers.view',
    tag: 'ledgers',
    summary: 'The statement of a party, with the balance after each entry; format csv, xlsx or pdf takes it away',
    query,
    answer,
    meta: z.object({ page: z.int(), per_page: z.int(), total: z.int() }),
    async handle(call) {
      const { party_type, party_id, from, to, format } = call.query
      if (from !== undefined && to !== undefined && to < from) throw invalid({ to: ['The to field must not be before from.'] })
      const of = { party_type, party_id, from, to }
      const [sums, names] = await Promise.all([statementSums(call.db, of), partyNames(call.db, [party_id])])
      const name = names.get(party_id) ?? (sums.count > 0 ? party_id : undefined)
      if (name === undefined) throw notFound()
      const statement: Statement = { of, party: { id: party_id, name }, sums, currency: call.actor.business.base_currency }
      if (format === 'json') return onScreen(call, call.query, statement)
      const seen = { action: 'ledgers.exported', resource: 'statement', resource_id: party_id, data: { format, ...of } }
      if (format === 'pdf') return asPdf(call, statement, seen)
      if (format === 'csv') return sendCsv(call, { name: 'statement', columns: COLUMNS, rows: flat(call, statement), seen })
      const columns = COLUMNS.map((key) => ({
        key,
        kind: MONEY.includes(key) ? ('money' as const) : key === 'entry_date' ? ('date' as const) : ('text' as const),
      }))
      return sendXlsx(call, { name: nameOf(statement), digits: digitsOf(statement.currency), columns, rows: flat(call, statement), seen })
    },
  }),
]
