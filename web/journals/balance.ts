/** Whether the lines of a journal balance, and what a line must be so that they do. */
import { formatMoney, parseMoney } from '../../domain/money'

export interface DraftLine {
  key: string
  account_id: string | null
  debit: string
  credit: string
  party_type: string | null
  party_id: string | null
  project_id: string | null
}

let made = 0

/** A line nobody has written in; its key is the form's own. */
export function newLine(): DraftLine {
  made += 1
  return { key: `new-${Date.now()}-${made}`, account_id: null, debit: '', credit: '', party_type: null, party_id: null, project_id: null }
}

/** A line nothing was said on is no line. */
export const isBlank = ({ account_id, debit, credit }: DraftLine): boolean => !account_id && debit.trim() === '' && credit.trim() === ''

const minor = (text: string, currency: string): bigint => parseMoney(text.trim(), currency) ?? 0n

export interface Balance {
  debit: string
  credit: string
  /** Debits less credits, without its sign. */
  missing: string
  /** The side that lacks it. */
  side: 'debit' | 'credit' | null
}

/** Both sides added up. */
export function balanceOf(lines: readonly DraftLine[], currency: string): Balance {
  const debit = lines.reduce((sum, line) => sum + minor(line.debit, currency), 0n)
  const credit = lines.reduce((sum, line) => sum + minor(line.credit, currency), 0n)
  const rest = debit - credit
  return {
    debit: formatMoney(debit, currency),
    credit: formatMoney(credit, currency),
    missing: formatMoney(rest < 0n ? -rest : rest, currency),
    side: rest === 0n ? null : rest > 0n ? 'credit' : 'debit',
  }
}

/** The line as it must be for the others to balance. */
export function balancing(lines: readonly DraftLine[], at: number, currency: string): Pick<DraftLine, 'debit' | 'credit'> {
  const { missing, side } = balanceOf(lines.toSpliced(at, 1), currency)
  return { debit: side === 'debit' ? missing : '', credit: side === 'credit' ? missing : '' }
}

/** Lines as the API takes them. */
export const bodyOfLines = (lines: readonly DraftLine[]): Record<string, string>[] =>
  lines
    .filter((line) => !isBlank(line))
    .map(({ key: _key, ...line }) =>
      Object.fromEntries(Object.entries(line).flatMap(([name, value]) => (value ? [[name, value.trim()] as const] : []))),
    )
