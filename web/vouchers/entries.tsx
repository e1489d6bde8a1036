/** Entries of the party ledger as a table: every line leads to its entry. */
import { Link } from '@tanstack/react-router'
import type { Named } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import './money.css'

export interface EntryRow {
  id: string
  entry_date: string
  entry_type: string
  reference: string | null
  description: string | null
  debit: string
  credit: string
  balance?: string
  currency?: string
  project?: Named | null
  journal?: Named | null
  reversed_by_id: string | null
  reverses_id: string | null
}

const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount)

interface Props {
  rows: readonly EntryRow[]
  label: string
  currency?: string
}

/** Debit, credit and, where it is known, the balance after each entry. */
export function EntryTable({ rows, label, currency }: Props) {
  const text = useText()
  const format = useFormat()
  const field = (name: string) => wordOf(text, 'fields', name)
  const running = rows.some((row) => row.balance !== undefined)
  const money = (amount: string) => (isZero(amount) ? '' : format.money(amount, currency))
  return (
    // A region that scrolls must be reachable by keyboard.
    <section className="money-scroll" tabIndex={0} aria-label={label}>
      <table className="money-table">
        <thead>
          <tr>
            <th>{field('entry_date')}</th>
            <th>{field('entry_type')}</th>
            <th>{field('reference')}</th>
            <th className="figure">{field('debit')}</th>
            <th className="figure">{field('credit')}</th>
            {running && <th className="figure">{text.money.balance}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{format.date(row.entry_date)}</td>
              <td>
                <Link to={`/records/ledgers/${row.id}`}>{wordOf(text, 'values', row.entry_type)}</Link>
                {row.reversed_by_id && <span className="small soft"> · {text.money.reversed}</span>}
              </td>
              <td className="wrap-anywhere">{[row.reference, row.description].filter(Boolean).join(' · ')}</td>
              <td className="figure">{money(row.debit)}</td>
              <td className="figure">{money(row.credit)}</td>
              {running && <td className="figure">{format.money(row.balance ?? '0', currency)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
