/** The chart of accounts as a tree, with what stands on each account today. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Coins } from 'lucide-react'
import { useState } from 'react'
import { all, useResource, withMeta } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import '../kit/list/list.css'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { EmptyState, Loaded } from '../kit/states/states'
import type { Account } from '../journals/types'
import { NewButton } from '../projects/projects-page'
import { useToday } from '../reports/day-range'
import { daysOf } from '../reports/presets'
import type { TrialRow } from '../reports/types'
import { branchesOf, type Branch, matching, totalsOf } from './tree'
import './accounts.css'

const TYPES = ['asset', 'liability', 'equity', 'revenue', 'expense']

/** The closing balance of each account this year, on the side it usually stands on. */
function useBalances(): { amounts: Map<string, string>; currency: string } | undefined {
  const me = useMe()
  const { from } = daysOf('year', useToday())
  const query = { from, to: useToday() }
  const enabled = me?.permissions.includes('reports.view') ?? false
  const found = useQuery({ ...withMeta<TrialRow[], { currency: string }>('/api/admin/reports/trial-balance', query), enabled }).data
  if (!found) return undefined
  const amounts = found.data.flatMap((row) => {
    const debit = Number(row.closing_debit) > 0
    const usual = row.type === 'asset' || row.type === 'expense'
    const amount = debit ? row.closing_debit : row.closing_credit
    return row.account_id ? [[row.account_id, debit === usual || Number(amount) === 0 ? amount : `-${amount}`] as const] : []
  })
  return { amounts: new Map(amounts), currency: found.meta.currency }
}

function Row({ branch: { account, depth }, shown }: { branch: Branch; shown: string | undefined }) {
  const text = useText()
  const notes = [
    account.role && wordOf(text, 'values', account.role),
    account.currency,
    account.active === false && wordOf(text, 'values', 'inactive'),
  ].filter(Boolean)
  return (
    <tr>
      <th scope="row" style={{ paddingLeft: 16 + depth * 20 }}>
        <Link to={`/accounts/${account.id}`}>
          <span className="number soft">{account.code}</span> {account.name}
        </Link>
      </th>
      <td className="soft" data-label={wordOf(text, 'fields', 'account_role')}>
        {notes.join(' · ')}
      </td>
      {shown !== undefined && (
        <td className="numeric" data-label={text.money.balance}>
          {shown}
        </td>
      )}
    </tr>
  )
}

function Tree({ accounts }: { accounts: Account[] }) {
  const text = useText()
  const format = useFormat()
  const balances = useBalances()
  const [search, setSearch] = useState('')
  const found = matching(accounts, search)
  // Those above others show what all of them come to, whatever was searched for.
  const totals = balances && totalsOf(accounts, balances.amounts, balances.currency)
  const shown = (id: string): string | undefined => balances && format.money(totals?.get(id) ?? '0', balances.currency)
  return (
    <div className="stack">
      <TextInput
        className="no-print"
        aria-label={text.money.findAccount}
        placeholder={text.money.findAccount}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maw={320}
      />
      {found.length === 0 && <EmptyState title={text.form.nothing} />}
      {TYPES.map((type) => {
        const branches = branchesOf(found.filter((account) => account.type === type))
        if (branches.length === 0) return null
        return (
          <section key={type} className="card plain-table account-tree">
            <table>
              <caption>{wordOf(text, 'values', type)}</caption>
              <tbody>
                {branches.map((branch) => (
                  <Row key={branch.account.id} branch={branch} shown={shown(branch.account.id)} />
                ))}
              </tbody>
            </table>
          </section>
        )
      })}
    </div>
  )
}

function Chart({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const query = useQuery(all<Account>(definition.path, { sort: 'code' }))
  const rates = useResource('exchange-rates').definition
  return (
    <div className="page">
      <div className="page-head">
        <div className="grow">
          <h1>{text.money.chart}</h1>
          <p className="soft">{text.money.chartText}</p>
        </div>
        {rates?.can.view && (
          <Button component={Link} to="/records/exchange-rates" variant="default" leftSection={<Coins size={16} aria-hidden />}>
            {wordOf(text, 'titles', 'exchange_rates')}
          </Button>
        )}
        <NewButton definition={definition} to="/accounts/new" />
      </div>
      <Loaded query={query} rows={12}>
        {(accounts) => <Tree accounts={accounts} />}
      </Loaded>
    </div>
  )
}

export function AccountsPage() {
  const text = useText()
  const { definition, query } = useResource('accounts')
  usePageTitle({ label: text.money.chart })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Chart definition={found} />}</Loaded>
}
