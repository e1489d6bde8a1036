/** Entries of the party ledger in a small table, each with its journal. */
import { Link } from '@tanstack/react-router'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import '../kit/list/list.css'
import type { LedgerEntry } from './types'

export function Entries({ entries, currency }: { entries: readonly LedgerEntry[]; currency: string }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const money = (amount: string): string => (Number(amount) === 0 ? '' : format.money(amount, currency))
  return (
    <div className="plain-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{label('entry_date')}</th>
            <th scope="col">{label('entry_type')}</th>
            <th scope="col">{label('journal_id')}</th>
            <th scope="col" className="numeric">
              {label('debit')}
            </th>
            <th scope="col" className="numeric">
              {label('credit')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td data-label={label('entry_date')}>
                <Link to={`/ledger/${entry.id}`}>{format.date(entry.entry_date)}</Link>
              </td>
              <td data-label={label('entry_type')}>
                {wordOf(text, 'values', entry.entry_type)}
                {entry.reverses_id && <span className="small soft"> · {text.money.reversal}</span>}
                {entry.reversed_by_id && <span className="small soft"> · {text.money.reversed}</span>}
              </td>
              <td data-label={label('journal_id')}>
                {entry.journal_id && <Link to={`/journals/${entry.journal_id}`}>{entry.journal?.name ?? text.act.open}</Link>}
              </td>
              <td className="numeric" data-label={label('debit')}>
                {money(entry.debit)}
              </td>
              <td className="numeric" data-label={label('credit')}>
                {money(entry.credit)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
