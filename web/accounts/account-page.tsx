/** One account: its facts and its ledger, line by line with the balance after each. */
import { Pagination } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { remove } from '../kit/api/client'
import { one, refresh, useResource, withMeta } from '../kit/api/queries'
import type { Named } from '../kit/api/types'
import { Tile, Tiles } from '../kit/charts/tile'
import { TakeAway } from '../kit/files/take-away'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { RecordHeader, Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { type Account, memoIn } from '../journals/types'
import '../ledger/ledger.css'
import { useAsked } from '../reports/asked'
import { DayRange } from '../reports/day-range'
import { LinesTable } from '../reports/lines-table'
import { isRange } from '../reports/presets'

const PATH = '/api/admin/accounts'
const LEDGER = '/api/admin/reports/account-ledger'
const PER_PAGE = 50

interface Line {
  id: string
  journal_id: string
  journal_no: string
  entry_date: string
  memo: string | null
  debit: string
  credit: string
  balance: string
  project: Named | null
  source_type: string
  reversed_by_id: string | null
}

interface Meta {
  total: number
  opening: string
  earlier_result: string
  debit: string
  credit: string
  closing: string
  currency: string
}

/** Each line with its journal and the balance after it. */
function Lines({ lines, currency }: { lines: Line[]; currency: string }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const side = (amount: string): string => (Number(amount) === 0 ? '' : format.money(amount, currency))
  const about = (line: Line): string =>
    [
      memoIn(text, line.memo, line.source_type) || wordOf(text, 'values', line.source_type),
      line.project?.name,
      line.reversed_by_id && text.money.reversed,
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <LinesTable
      lines={lines}
      keyOf={({ id }) => id}
      columns={[
        { key: 'date', label: label('entry_date'), cell: (line) => format.date(line.entry_date) },
        {
          key: 'journal',
          label: text.money.journal,
          cell: (line) => <Link to={`/journals/${line.journal_id}`}>{line.journal_no}</Link>,
        },
        { key: 'about', label: text.money.about, cell: about },
        { key: 'debit', label: label('debit'), numeric: true, cell: (line) => side(line.debit) },
        { key: 'credit', label: label('credit'), numeric: true, cell: (line) => side(line.credit) },
        { key: 'balance', label: text.money.balance, numeric: true, cell: (line) => format.money(line.balance, currency) },
      ]}
    />
  )
}

function Sums({ meta }: { meta: Meta }) {
  const text = useText()
  const format = useFormat()
  const money = (amount: string): string => format.money(amount, meta.currency)
  return (
    <Tiles label={text.money.balance}>
      <Tile label={text.money.opening} value={money(meta.opening)} />
      <Tile label={wordOf(text, 'fields', 'debit')} value={money(meta.debit)} />
      <Tile label={wordOf(text, 'fields', 'credit')} value={money(meta.credit)} />
      <Tile label={text.money.closing} value={money(meta.closing)} />
    </Tiles>
  )
}

function AccountLedger({ account }: { account: Account }) {
  const text = useText()
  const format = useFormat()
  const go = useNavigate()
  const [asked, change] = useAsked()
  const { pathname, search } = useLocation()
  const page = Number(textOf((search as Record<string, unknown>).page)) || 1
  const { from, to, project_id } = asked
  const query = { account_id: account.id, from, to, project_id }
  const found = useQuery({
    ...withMeta<Line[], Meta>(LEDGER, { ...query, page, per_page: PER_PAGE }),
    enabled: isRange(asked),
    placeholderData: keepPreviousData,
  })
  const turn = (next: number) => void go({ to: pathname, search: { ...(search as object), page: String(next) } as never })
  return (
    <div className="stack">
      <div className="report-bar no-print">
        <DayRange from={from} to={to} choose={change} />
      </div>
      <Loaded query={found} rows={8}>
        {({ data, meta }) => (
          <>
            <Sums meta={meta} />
            {Number(meta.earlier_result) !== 0 && (
              <p className="small soft">{text.money.earlierResult(format.money(meta.earlier_result, meta.currency))}</p>
            )}
            <Section
              title={text.money.accountLedger}
              action={<TakeAway path={LEDGER} query={query} name={`account-${account.code}`} />}
              padded={false}
            >
              {data.length === 0 ? (
                <p className="soft section-body">{text.money.noLines}</p>
              ) : (
                <Lines lines={data} currency={meta.currency} />
              )}
              {meta.total > PER_PAGE && (
                <div className="section-foot no-print">
                  <Pagination value={page} total={Math.ceil(meta.total / PER_PAGE)} onChange={turn} size="sm" />
                </div>
              )}
            </Section>
          </>
        )}
      </Loaded>
    </div>
  )
}

function AccountOf({ account }: { account: Account }) {
  const text = useText()
  const go = useNavigate()
  const [removing, setRemoving] = useState(false)
  const { definition } = useResource('accounts')
  const reads = useMe()?.permissions.includes('reports.view') ?? false
  const may = definition?.can.manage ?? false
  const manage = { allowed: may, reason: may ? null : 'accounts.manage', explain: null }
  const name = `${account.code} ${account.name}`
  usePageTitle({ label: text.money.chart, to: '/accounts' }, { label: name })
  const kind = [wordOf(text, 'values', account.type), account.role && wordOf(text, 'values', account.role), account.currency]
  return (
    <div className="page">
      <RecordHeader
        kind={kind.filter(Boolean).join(' · ')}
        name={name}
        status={account.active === false ? 'inactive' : undefined}
        actions={
          <ActionButton ability={manage} variant="default" run={() => void go({ to: `/accounts/${account.id}/edit` })}>
            {text.act.edit}
          </ActionButton>
        }
        menu={[{ label: text.act.remove, ability: manage, danger: true, run: () => setRemoving(true) }]}
      />
      {reads ? <AccountLedger account={account} /> : <div className="notice">{text.states.missingRight('reports.view')}</div>}
      <Confirm
        opened={removing}
        title={text.record.deleteTitle(name)}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setRemoving(false)}
        run={async () => {
          await remove(`${PATH}/${account.id}`)
          say({ message: `${text.record.deleted}: ${name}` })
          await refresh(PATH)
          void go({ to: '/accounts' })
        }}
      />
    </div>
  )
}

export function AccountPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<Account>(`${PATH}/${id}`))
  return <Loaded query={query}>{(account) => <AccountOf key={account.id} account={account} />}</Loaded>
}
