/** What the server finds in a file of journals, and the file one may begin with. */
import type { ImportForms } from '../../domain/rules/ledger/import/rows'
import { IMPORT_COLUMNS, type ImportColumn, type ImportProblem } from '../../domain/rules/ledger/import/problems'

export interface Asked extends ImportForms {
  kind: 'import' | 'opening'
}

interface Total {
  currency: string
  journals: number
  debit: string
  credit: string
  added: string
}

export interface Looked {
  lines: number
  journals: number
  from: string | null
  to: string | null
  totals: Total[]
  first: (Record<ImportColumn, string> & { line: number })[]
  problems: ImportProblem[]
  problem_count: number
  imported_before: { first_no: string; last_no: string } | null
}

const DAYS = { ymd: '2026-03-31', dmy: '31/03/2026', mdy: '03/31/2026' }

/** A file to begin with: the header and one journal, written as the person writes days and amounts. */
export function templateOf({ dates, decimals }: ImportForms): string {
  const [separator, amount] = decimals === 'comma' ? [';', '850,00'] : [',', '850.00']
  const rows = [
    IMPORT_COLUMNS,
    [DAYS[dates], 'R-1', '6020', 'Rent', amount, '', '', ''],
    [DAYS[dates], 'R-1', '1020', 'Rent', '', amount, '', ''],
  ]
  return `\ufeff${rows.map((row) => `${row.join(separator)}\r\n`).join('')}`
}
