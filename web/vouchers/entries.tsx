/** Entries of the party ledger in a small table, each with its journal. */
import { Link } from '@tanstack/react-router'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { LinesTable } from '../reports/lines-table'
import type { LedgerEntry } from './types'

export function Entries({ entries, currency }: { entries: readonly LedgerEntry[]; currency: string }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const money = (amount: string): string => (Number(amount) === 0 ? '' : format.money(amount, currency))
  return (
    <LinesTable
      lines={entries}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'date',
          label: label('entry_date'),
          cell: (entry) => <Link to={`/ledger/${entry.id}`}>{format.date(entry.entry_date)}</Link>,
        },
        {
          key: 'type',
          label: label('entry_type'),
          cell: (entry) => (
            <>
              {wordOf(text, 'values', entry.entry_type)}
              {entry.reverses_id && <span className="small soft"> · {text.money.reversal}</span>}
              {entry.reversed_by_id && <span className="small soft"> · {text.money.reversed}</span>}
            </>
          ),
        },
        {
          key: 'journal',
          label: label('journal_id'),
          cell: (entry) => entry.journal_id && <Link to={`/journals/${entry.journal_id}`}>{entry.journal?.name ?? text.act.open}</Link>,
        },
        { key: 'debit', label: label('debit'), numeric: true, cell: (entry) => money(entry.debit) },
        { key: 'credit', label: label('credit'), numeric: true, cell: (entry) => money(entry.credit) },
      ]}
    />
  )
}
