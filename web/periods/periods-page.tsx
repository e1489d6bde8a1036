/** The months of the books: which take postings, which are closed, and what is asked of each. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { monthsIn } from '../../domain/rules/reports/dates'
import { all } from '../kit/api/queries'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import '../kit/list/list.css'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { useToday } from '../reports/day-range'
import { Ask, PERIODS } from './ask'
import type { Period } from './types'

const LAST = 12

/** The last twelve months and every other one that something is known of, newest first. */
function monthsOf(periods: readonly Period[], today: string): string[] {
  const recent = monthsIn({ from: '1900-01-01', to: today }, LAST).map(({ month }) => month)
  return [...new Set([...recent, ...periods.map(({ month }) => month)])].toSorted().toReversed()
}

function Month({ month, period }: { month: string; period: Period | undefined }) {
  const text = useText()
  const format = useFormat()
  const go = useNavigate()
  const status = period?.status ?? 'open'
  const show = (id: string) => void go({ to: `/periods/${id}` })
  return (
    <tr>
      <td data-label={text.money.month}>
        {period ? <Link to={`/periods/${period.id}`}>{format.bookMonth(month)}</Link> : format.bookMonth(month)}
      </td>
      <td data-label={wordOf(text, 'fields', 'status')}>
        <Status value={status === 'open' ? 'open_month' : status} />
      </td>
      <td data-label={wordOf(text, 'fields', 'asked_by_id')}>
        {period?.asked_by?.name}
        {period?.reason && <div className="small soft wrap">{period.reason}</div>}
      </td>
      <td data-label={wordOf(text, 'fields', 'closed_at')}>
        {status === 'closed' && period?.closed_at && <Moment at={period.closed_at} />}
      </td>
      <td className="no-print">
        {status === 'open' && <Ask month={month} way="close" small done={show} />}
        {status === 'closed' && <Ask month={month} way="reopen" small done={show} />}
        {period && (status === 'closing' || status === 'reopening') && <Link to={`/periods/${period.id}`}>{text.money.toDecision}</Link>}
      </td>
    </tr>
  )
}

export function PeriodsPage() {
  const text = useText()
  const today = useToday()
  const query = useQuery(all<Period>(PERIODS, { sort: '-month' }))
  usePageTitle({ label: text.money.periods })
  return (
    <div className="page">
      <div className="page-head">
        <div className="grow">
          <h1>{text.money.periods}</h1>
          <p className="soft">{text.money.periodsText}</p>
        </div>
      </div>
      <Loaded query={query} rows={12}>
        {(periods) => (
          <div className="card plain-table">
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.money.month}</th>
                  <th scope="col">{wordOf(text, 'fields', 'status')}</th>
                  <th scope="col">{wordOf(text, 'fields', 'asked_by_id')}</th>
                  <th scope="col">{wordOf(text, 'fields', 'closed_at')}</th>
                  <th scope="col" className="no-print">
                    <span className="sr-only">{text.act.more}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {monthsOf(periods, today).map((month) => (
                  <Month key={month} month={month} period={periods.find((each) => each.month === month)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </div>
  )
}
