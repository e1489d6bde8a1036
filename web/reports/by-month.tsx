/** Profit and loss month by month: columns, and a table with the same figures. */
import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { monthsIn } from '../../domain/rules/reports/dates'
import { one } from '../kit/api/queries'
import { ChartCard } from '../kit/charts/chart-card'
import '../kit/charts/charts.css'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import type { Asked } from './asked'
import type { Days } from './presets'
import { useToday } from './day-range'

const TimeChart = lazy(async () => ({ default: (await import('../kit/charts/time-chart')).TimeChart }))

/** As many columns as one reads at a glance. */
const MOST_MONTHS = 12

interface Month extends Days {
  month: string
  revenue: string
  expense: string
  result: string
}

/** The last months of the days asked for, none of them in the future. */
function useMonths({ from, to, project_id }: Asked): Month[] | undefined {
  const today = useToday()
  const days = monthsIn({ from, to: to > today ? today : to }, MOST_MONTHS)
  const [first, last] = [days[0], days.at(-1)]
  const query = { from: first?.from, to: last?.to, project_id }
  return useQuery({ ...one<Month[]>('/api/admin/reports/profit-and-loss/months', query), enabled: days.length > 1 }).data
}

function MonthTable({ months, currency, name }: { months: Month[]; currency: string; name(month: Month): string }) {
  const text = useText()
  const format = useFormat()
  const money = (amount: string): string => format.money(amount, currency)
  return (
    <table className="figure-table">
      <caption className="sr-only">{text.money.byMonth}</caption>
      <thead>
        <tr>
          <th scope="col">{text.money.month}</th>
          <th scope="col" className="number">
            {text.money.sections.revenue}
          </th>
          <th scope="col" className="number">
            {text.money.sections.expense}
          </th>
          <th scope="col" className="number">
            {text.money.result}
          </th>
        </tr>
      </thead>
      <tbody>
        {months.map((month) => (
          <tr key={month.from}>
            <th scope="row">{name(month)}</th>
            <td className="number">{money(month.revenue)}</td>
            <td className="number">{money(month.expense)}</td>
            <td className="number">{money(month.result)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function ByMonth({ asked, currency }: { asked: Asked; currency: string }) {
  const text = useText()
  const format = useFormat()
  const months = useMonths(asked)
  // One month alone is what the statement says already.
  if (!months || months.length < 2) return null
  const name = ({ month }: Month): string => format.bookMonth(month)
  const moments = months.map((month) => ({
    label: name(month),
    values: { revenue: Number(month.revenue), expense: Number(month.expense) },
  }))
  const series = [
    { key: 'revenue', label: text.money.sections.revenue ?? '' },
    { key: 'expense', label: text.money.sections.expense ?? '' },
  ]
  return (
    <ChartCard
      name="profit-and-loss"
      title={text.money.byMonth}
      chart={<TimeChart moments={moments} series={series} />}
      table={<MonthTable months={months} currency={currency} name={name} />}
    />
  )
}
