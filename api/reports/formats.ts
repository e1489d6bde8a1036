/** A report taken away: CSV with the field names as headers, Excel, or a paper. */
import { z } from 'zod'
import { digitsOf, formatMoney } from '../../domain/money'
import { sendCsv } from '../kit/csv'
import { languageOf } from '../kit/papers'
import { type Paper, paperDay, paperMoney, type PaperTable, sendPdf } from '../kit/pdf'
import type { Call } from '../kit/route'
import { sendXlsx, type XlsxColumn } from '../kit/xlsx'
import { type Word, wordsIn } from './words'

export const FORMATS = ['json', 'csv', 'xlsx', 'pdf'] as const
export type Format = (typeof FORMATS)[number]
export const format = z.enum(FORMATS).default('json').meta({ description: 'csv has one row an account and its field names as headers' })

/** Minor units, or what stands there instead. */
export type Cell = bigint | string | null

export interface ReportColumn {
  key: Word | 'section' | 'account_id' | 'type' | 'journal_id' | 'source_type'
  money?: boolean
  day?: boolean
  /** A number that is never broken on paper. */
  whole?: boolean
  /** Share of a paper's width; columns without one stand in files only. */
  share?: number
}

/** One part of a paper: its rows under a title, and their total. */
export interface ReportPart {
  title?: Word
  rows: readonly Record<string, Cell>[]
  total?: Record<string, Cell>
}

/** A report as rows and columns. */
export interface Report {
  name: string
  title: Word
  subtitle: string
  facts: readonly (readonly [Word, string])[]
  columns: readonly ReportColumn[]
  /** On paper its columns need the long side of the page. */
  wide?: boolean
  /** For programs: nothing is counted twice. */
  rows: Iterable<Record<string, Cell>> | AsyncIterable<Record<string, Cell>>
  /** For people: the same with totals. */
  parts?: readonly ReportPart[]
}

/** Rows with a line under each part, for a sheet that people read. */
function* withTotals(parts: readonly ReportPart[], total_name: string): Generator<Record<string, Cell>> {
  for (const { title, rows, total } of parts) {
    yield* rows
    if (total) yield { ...(title ? { section: title } : {}), name: total_name, ...total }
  }
}

/** Amounts as decimal strings, everything else as it is. */
async function* written(rows: Report['rows'], currency: string): AsyncGenerator<Record<string, unknown>> {
  for await (const row of rows)
    yield Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, typeof cell === 'bigint' ? formatMoney(cell, currency) : cell]))
}

function tablesOf(report: Report, at: { words: Record<Word, string>; show(cell: Cell | undefined, key: string): string }): PaperTable[] {
  const shown = report.columns.filter(({ share }) => share !== undefined)
  const columns = shown.map(({ key, share = 1, money = false, day = false, whole = day }) => ({
    key,
    title: at.words[key as Word] ?? key,
    share,
    right: money,
    whole,
  }))
  const line = (row: Record<string, Cell>): Record<string, string> =>
    Object.fromEntries(shown.map(({ key }) => [key, at.show(row[key], key)]))
  async function* lines(
    rows: AsyncIterable<Record<string, Cell>> | Iterable<Record<string, Cell>>,
  ): AsyncGenerator<Record<string, string>> {
    for await (const row of rows) yield line(row)
  }
  if (!report.parts) return [{ columns, rows: lines(report.rows) }]
  return report.parts.map(({ title, rows, total }) => ({
    ...(title ? { title: at.words[title] } : {}),
    headless: title === undefined && rows.length === 0,
    columns,
    rows: lines(rows),
    ...(total ? { total: () => line({ name: at.words.total, ...total }) } : {}),
  }))
}

const kindOf = ({ money, day }: Pick<ReportColumn, 'money' | 'day'>): NonNullable<XlsxColumn['kind']> =>
  money ? 'money' : day ? 'date' : 'text'

type Taking = Pick<Call, 'actor' | 'by' | 'db' | 'query' | 'req' | 'res'>

/** Writes the report in the format asked for. */
export function sendReport(call: Taking, as: Exclude<Format, 'json'>, report: Report): Promise<unknown> {
  const { actor } = call
  const asked = call.query as object
  const seen = { action: 'reports.exported', resource: 'report', resource_id: null, data: { ...asked, report: report.title, format: as } }
  const currency = actor.business.base_currency
  const language = languageOf(actor)
  const words = wordsIn(language)
  const keys = report.columns.map(({ key }) => key)
  if (as === 'csv') return sendCsv(call, { seen, name: report.name, columns: keys, rows: written(report.rows, currency) })
  if (as === 'xlsx') {
    const rows = report.parts ? withTotals(report.parts, words.total) : report.rows
    const columns = report.columns.map(({ key, ...column }) => ({ key, kind: kindOf(column) }))
    return sendXlsx(call, { seen, name: report.name, columns, digits: digitsOf(currency), rows: written(rows, currency) })
  }
  const days = new Set<string>(report.columns.filter(({ day }) => day).map(({ key }) => key))
  const show = (cell: Cell | undefined, key: string): string => {
    if (typeof cell === 'bigint') return cell === 0n ? '' : paperMoney(formatMoney(cell, currency), { language })
    return cell != null && days.has(key) ? paperDay(cell, language) : (cell ?? '')
  }
  const paper: Paper = {
    name: report.name,
    language,
    business: actor.business.name,
    title: words[report.title],
    subtitle: report.subtitle,
    wide: report.wide ?? false,
    facts: [...report.facts.map(([label, value]) => [words[label], value] as const), [words.currency, currency] as const],
    tables: tablesOf(report, { words, show }),
  }
  return sendPdf(call, paper, seen)
}
