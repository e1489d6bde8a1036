/** The trial balance: opening, moved and closing sums of every account, and whether both sides are equal. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { withMeta } from '../kit/api/queries'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import '../kit/list/list.css'
import { EmptyState, Loaded } from '../kit/states/states'
import { accountSearch, type Asked, queryOf, useAsked } from './asked'
import { isRange } from './presets'
import { ReportFrame } from './report-frame'
import type { TrialRow, TrialSums } from './types'

const SIDES = ['opening_debit', 'opening_credit', 'debit', 'credit', 'closing_debit', 'closing_credit'] as const

interface Meta {
  totals: TrialSums
  currency: string
}

function Table({ rows, meta, asked }: { rows: TrialRow[]; meta: Meta; asked: Asked }) {
  const text = useText()
  const format = useFormat()
  const money = (amount: string): string => (Number(amount) === 0 ? '' : format.money(amount, meta.currency))
  const cells = (sums: TrialSums) =>
    SIDES.map((side) => (
      <td key={side} className="numeric" data-label={text.money.sides[side]}>
        {money(sums[side])}
      </td>
    ))
  return (
    <div className="card plain-table statement-table">
      <table>
        <caption className="sr-only">{text.money.reportNames['trial-balance']}</caption>
        <thead>
          <tr>
            <th scope="col">{text.money.account}</th>
            {SIDES.map((side) => (
              <th key={side} scope="col" className="numeric">
                {text.money.sides[side]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.account_id ?? row.name}>
              <th scope="row">
                {row.account_id ? (
                  <Link to={`/accounts/${row.account_id}`} search={accountSearch(asked)} title={text.money.openAccount}>
                    {row.code} {row.name}
                  </Link>
                ) : (
                  row.name
                )}
              </th>
              {cells(row)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="sum result">
            <th scope="row">{text.money.total}</th>
            {cells(meta.totals)}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** Over all projects both sides are equal; a project alone may differ where a line names none. */
function Verdict({ totals, project }: { totals: TrialSums; project: boolean }) {
  const text = useText()
  const equal = totals.closing_debit === totals.closing_credit && totals.debit === totals.credit
  if (!equal && project) return null
  return <div className={`notice ${equal ? 'done' : 'refused'}`}>{equal ? text.money.sidesEqual : text.money.sidesDiffer}</div>
}

export function TrialBalancePage() {
  const text = useText()
  const [asked, change] = useAsked()
  const query = queryOf(asked, false)
  const found = useQuery({
    ...withMeta<TrialRow[], Meta>('/api/admin/reports/trial-balance', query),
    enabled: isRange(asked),
    placeholderData: keepPreviousData,
  })
  return (
    <ReportFrame name="trial-balance" asked={asked} change={change} query={query} compares={false}>
      <Loaded query={found} rows={10}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState title={text.money.noPostings}>{text.money.noPostingsText}</EmptyState>
          ) : (
            <>
              <Verdict totals={meta.totals} project={asked.project_id !== ''} />
              <Table rows={data} meta={meta} asked={asked} />
            </>
          )
        }
      </Loaded>
    </ReportFrame>
  )
}
