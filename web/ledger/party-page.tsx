/** A party of the ledger: what is owed, what was approved and not yet posted, and its statement with the balance after each entry. */
import { Pagination } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { one, withMeta } from '../kit/api/queries'
import type { Named } from '../kit/api/types'
import { Tile, Tiles } from '../kit/charts/tile'
import { TakeAway } from '../kit/files/take-away'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { DayRange } from '../reports/day-range'
import { LinesTable } from '../reports/lines-table'
import { hasRecords, PartyPicker } from './party-picker'
import './ledger.css'

const PATH = '/api/admin/ledgers'
const PER_PAGE = 50

interface Balance {
  debit: string
  credit: string
  balance: string
  approved_unposted: string
  currency: string
}

interface Line {
  id: string
  entry_date: string
  entry_type: string
  reference: string | null
  description: string | null
  project: Named | null
  debit: string
  credit: string
  balance: string
  reversed_by_id: string | null
  reverses_id: string | null
}

interface Statement {
  party: Named
  currency: string
  opening_balance: string
  debit: string
  credit: string
  closing_balance: string
  lines: Line[]
}

interface Asked {
  party_type: string
  party_id: string
  from: string
  to: string
  page: number
}

/** What is asked for stands in the address. */
function useAsked(): [Asked, (change: Partial<Asked>) => void] {
  const search = useLocation().search as Record<string, unknown>
  const go = useNavigate()
  const asked = {
    party_type: textOf(search.party_type) || 'subcontractor',
    party_id: textOf(search.party_id),
    from: textOf(search.from),
    to: textOf(search.to),
    page: Number(textOf(search.page)) || 1,
  }
  const change = (next: Partial<Asked>) => {
    const named = Object.entries({ ...asked, page: 1, ...next }).filter(
      ([name, value]) => value !== '' && !(name === 'page' && value === 1),
    )
    void go({
      to: '/ledger/party',
      search: Object.fromEntries(named.map(([name, value]) => [name, String(value)])) as never,
      replace: true,
    })
  }
  return [asked, change]
}

function BalanceTiles({ asked }: { asked: Asked }) {
  const text = useText()
  const format = useFormat()
  const { party_type, party_id } = asked
  const query = useQuery(one<Balance>(`${PATH}/balance`, { party_type, party_id }))
  const owed = (balance: string): string =>
    Number(balance) === 0 ? text.money.even : Number(balance) > 0 === (party_type === 'client') ? text.money.theyOwe : text.money.weOwe
  return (
    <Loaded query={query} rows={2}>
      {(found) => (
        <Tiles label={text.money.balance}>
          <Tile label={wordOf(text, 'fields', 'debit')} value={format.money(found.debit, found.currency)} />
          <Tile label={wordOf(text, 'fields', 'credit')} value={format.money(found.credit, found.currency)} />
          <Tile label={text.money.balance} value={format.money(found.balance, found.currency)} note={owed(found.balance)} />
          {party_type === 'subcontractor' && (
            <Tile
              label={text.money.approvedUnposted}
              value={format.money(found.approved_unposted, found.currency)}
              note={text.money.approvedUnpostedText}
            />
          )}
        </Tiles>
      )}
    </Loaded>
  )
}

function StatementTable({ statement, first, last }: { statement: Statement; first: boolean; last: boolean }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const money = (amount: string): string => format.money(amount, statement.currency)
  const side = (amount: string): string => (Number(amount) === 0 ? '' : money(amount))
  const about = (line: Line): string =>
    [line.reference, line.description, line.reversed_by_id && text.money.reversed].filter(Boolean).join(' · ')
  const opening = (
    <tr className="sum">
      <th scope="row" colSpan={6}>
        {text.money.opening}
      </th>
      <td className="numeric">{money(statement.opening_balance)}</td>
    </tr>
  )
  return (
    <LinesTable
      className="statement"
      lines={statement.lines}
      keyOf={({ id }) => id}
      before={first && opening}
      foot={last && <Closing statement={statement} />}
      columns={[
        { key: 'date', label: label('entry_date'), cell: (line) => <Link to={`/ledger/${line.id}`}>{format.date(line.entry_date)}</Link> },
        { key: 'type', label: label('entry_type'), cell: (line) => wordOf(text, 'values', line.entry_type) },
        { key: 'about', label: text.money.about, cell: about },
        { key: 'project', label: label('project_id'), cell: (line) => line.project?.name },
        { key: 'debit', label: label('debit'), numeric: true, cell: (line) => side(line.debit) },
        { key: 'credit', label: label('credit'), numeric: true, cell: (line) => side(line.credit) },
        { key: 'balance', label: text.money.balance, numeric: true, cell: (line) => money(line.balance) },
      ]}
    />
  )
}

/** What the entries come to. */
function Closing({ statement }: { statement: Statement }) {
  const text = useText()
  const format = useFormat()
  const sums = [
    { label: wordOf(text, 'fields', 'debit'), amount: statement.debit },
    { label: wordOf(text, 'fields', 'credit'), amount: statement.credit },
    { label: text.money.balance, amount: statement.closing_balance },
  ]
  return (
    <tr className="sum">
      <th scope="row" colSpan={4}>
        {text.money.closing}
      </th>
      {sums.map(({ label, amount }) => (
        <td key={label} className="numeric" data-label={label}>
          {format.money(amount, statement.currency)}
        </td>
      ))}
    </tr>
  )
}

function PartyStatement({ asked, change }: { asked: Asked; change(next: Partial<Asked>): void }) {
  const text = useText()
  const { page, ...rest } = asked
  const query = useQuery({
    ...withMeta<Statement>(`${PATH}/statement`, { ...rest, page, per_page: PER_PAGE }),
    placeholderData: keepPreviousData,
  })
  const pages = Math.max(1, Math.ceil((query.data?.meta.total ?? 0) / PER_PAGE))
  return (
    <Section title={text.money.statement} action={<TakeAway path={`${PATH}/statement`} query={rest} name="statement" />} padded={false}>
      <Loaded query={query} rows={6}>
        {({ data }) => (
          <>
            <StatementTable statement={data} first={page === 1} last={page >= pages} />
            {pages > 1 && (
              <div className="section-foot no-print">
                <Pagination value={page} total={pages} onChange={(next) => change({ page: next })} size="sm" />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

export function PartyPage() {
  const text = useText()
  const [asked, change] = useAsked()
  const { party_type, party_id, from, to } = asked
  // Its name comes with its statement.
  const known = useQuery({
    ...withMeta<Statement>(`${PATH}/statement`, { party_type, party_id, per_page: 1 }),
    enabled: party_id !== '',
  }).data
  usePageTitle({ label: text.money.ledger, to: '/ledger' }, { label: known?.data.party.name ?? text.money.parties })
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="grow">{known?.data.party.name ?? text.money.parties}</h1>
      </div>
      <div className="stack">
        <div className="report-bar no-print">
          <PartyPicker
            kind={party_type}
            id={party_id || null}
            known={known?.data.party}
            choose={(kind, id) => change({ party_type: kind, party_id: id ?? '' })}
          />
          <DayRange from={from} to={to} choose={(next) => change(next)} optional />
        </div>
        {party_id !== '' || !hasRecords(party_type) ? <BalanceTiles asked={asked} /> : null}
        {party_id !== '' ? (
          <PartyStatement asked={asked} change={change} />
        ) : (
          <EmptyState title={text.money.chooseParty}>{text.money.choosePartyText}</EmptyState>
        )}
      </div>
    </div>
  )
}
