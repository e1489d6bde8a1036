/** Lines of a file put together by their reference: each reference becomes one journal, or is told what keeps it from being one. */
import { formatMoney, isCurrency, parseMoney } from '../../../money'
import { monthOf } from '../index'
import { MOST, type PostingAccount, type PostingLine } from '../postings'
import { type ImportProblem, type ImportReason, problemAt } from './problems'
import type { ImportRow } from './rows'

/** The books as far as a file touches them. */
export interface ImportBooks {
  base: string
  account(code: string): PostingAccount | undefined
  /** The project's id; `several` where the name is not enough. */
  project(name: string): string | undefined
  closed(month: string): boolean
  rated(currency: string, date: string): boolean
  /** Where an opening posts what its lines leave over. */
  opening: PostingAccount | undefined
}

/** A reference of the file, ready to be posted. */
export interface ImportJournal {
  reference: string
  entry_date: string
  memo: string
  currency: string
  lines: PostingLine[]
  /** What was added against the account of opening balances, so that it balances. */
  added: bigint
}

export interface ImportOptions {
  books: ImportBooks
  /** Opening balances: what is left over is posted against their account. */
  opening: boolean
  most_lines: number
}

/** The journals of the rows, and all that is wrong with them. */
export function journalsOf(rows: readonly ImportRow[], options: ImportOptions): { journals: ImportJournal[]; problems: ImportProblem[] } {
  const problems: ImportProblem[] = []
  const groups = new Map<string, ImportRow[]>()
  for (const row of rows) {
    const own = groups.get(row.reference)
    if (own) own.push(row)
    else if (row.reference !== '') groups.set(row.reference, [row])
  }
  const journals = [...groups].map(([reference, own]) => journalOf(reference, own, { ...options, problems }))
  return { journals, problems }
}

type Told = ImportOptions & { problems: ImportProblem[] }

function journalOf(reference: string, rows: readonly ImportRow[], told: Told): ImportJournal {
  const { books, problems, most_lines } = told
  const [first] = rows as [ImportRow]
  const found = rows.map((row) => ({ row, account: books.account(row.account) }))
  const currency = found.map(({ account }) => account?.currency).find((own) => own != null) ?? books.base
  const before = problems.length
  const say: Say = (place, reason, values = {}) => void problems.push(problemAt(place, reason, { reference, ...values }))
  for (const { row, account } of found) judge(row, account, { say, currency, books, first })
  if (rows.length > most_lines) say({ line: first.line, field: 'reference' }, 'long_journal', { most: String(most_lines) })
  if (first.date !== '' && books.closed(monthOf(first.date)))
    say({ line: first.line, field: 'date' }, 'period_closed', { month: monthOf(first.date) })
  if (first.date !== '' && currency !== books.base && !books.rated(currency, first.date))
    say({ line: first.line, field: 'currency' }, 'no_rate', { currency, date: first.date })
  const lines = found.map(({ row, account }) => lineOf(row, account, { currency, books }))
  const added = addOpening(lines, told)
  // Amounts that cannot be read add up to nothing that is worth telling.
  if (!problems.slice(before).some(({ field }) => field === 'debit' || field === 'credit')) checkBalance(lines, { first, currency, say })
  return { reference, entry_date: first.date, memo: memoOf(reference, rows), currency, lines, added }
}

type Say = (place: { line: number; field: string }, reason: ImportReason, values?: Record<string, string>) => void

interface Judging {
  say: Say
  currency: string
  books: ImportBooks
  first: ImportRow
}

/** What is wrong with one line within its journal. */
function judge(row: ImportRow, account: PostingAccount | undefined, at: Judging): void {
  const { say, currency, books, first } = at
  if (row.date !== '' && first.date !== '' && row.date !== first.date)
    say({ line: row.line, field: 'date' }, 'other_date', { date: first.date, first: String(first.line) })
  const code = row.account
  if (code !== '' && !account) say({ line: row.line, field: 'account' }, 'unknown_account', { code })
  if (account && !account.active) say({ line: row.line, field: 'account' }, 'inactive_account', { code })
  if (account?.currency && account.currency !== currency)
    say({ line: row.line, field: 'account' }, 'account_currency', { code, currency: account.currency })
  if (row.currency !== '' && !isCurrency(row.currency))
    say({ line: row.line, field: 'currency' }, 'unknown_currency', { currency: row.currency.slice(0, 10) })
  else if (row.currency !== '' && row.currency !== currency) say({ line: row.line, field: 'currency' }, 'other_currency', { currency })
  const project = row.project === '' ? '' : books.project(row.project)
  if (project === undefined) say({ line: row.line, field: 'project' }, 'unknown_project', { project: row.project })
  if (project === 'several') say({ line: row.line, field: 'project' }, 'double_project', { project: row.project })
  const sides = (['debit', 'credit'] as const).map((side) => {
    const minor = row[side] === '' ? 0n : parseMoney(row[side], currency)
    if (minor === undefined) say({ line: row.line, field: side }, 'bad_amount', { currency })
    if (minor !== undefined && minor > MOST) say({ line: row.line, field: side }, 'too_large')
    return minor
  })
  if (!sides.includes(undefined) && sides.filter((minor) => minor !== 0n).length !== 1) say({ line: row.line, field: 'debit' }, 'one_side')
}

function lineOf(row: ImportRow, account: PostingAccount | undefined, at: { currency: string; books: ImportBooks }): PostingLine {
  const minor = (text: string): bigint => (text === '' ? 0n : (parseMoney(text, at.currency) ?? 0n))
  const project = row.project === '' ? undefined : at.books.project(row.project)
  return {
    ...(account ? { account_id: account.id } : {}),
    debit: minor(row.debit),
    credit: minor(row.credit),
    ...(project === undefined || project === 'several' ? {} : { project_id: project }),
  }
}

const sumOf = (lines: readonly PostingLine[], side: 'debit' | 'credit'): bigint => lines.reduce((sum, line) => sum + (line[side] ?? 0n), 0n)

/** Puts what an opening leaves over against the account of opening balances; how much, debit above zero. */
function addOpening(lines: PostingLine[], { opening, books }: Told): bigint {
  const rest = sumOf(lines, 'credit') - sumOf(lines, 'debit')
  if (!opening || rest === 0n || !books.opening) return 0n
  lines.push({ account_id: books.opening.id, debit: rest > 0n ? rest : 0n, credit: rest < 0n ? -rest : 0n })
  return rest
}

function checkBalance(lines: readonly PostingLine[], { first, currency, say }: Pick<Judging, 'first' | 'currency' | 'say'>): void {
  const [debit, credit] = [sumOf(lines, 'debit'), sumOf(lines, 'credit')]
  if (lines.length < 2) say({ line: first.line, field: 'reference' }, 'few_lines')
  else if (debit !== credit) {
    say({ line: first.line, field: 'reference' }, 'unbalanced', {
      debit: formatMoney(debit, currency),
      credit: formatMoney(credit, currency),
      currency,
    })
  }
}

const MEMO = 2000

/** The reference and what its lines say, each once. */
function memoOf(reference: string, rows: readonly ImportRow[]): string {
  const said = [...new Set(rows.map(({ description }) => description).filter(Boolean))]
  return [reference, said.join('; ')].filter(Boolean).join(': ').slice(0, MEMO).toWellFormed()
}
