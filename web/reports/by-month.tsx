/** Profit and loss month by month: columns, and a table with the same figures. */
import { useQueries } from '@tanstack/react-query'
import { lazy } from 'react'
import { one } from '../kit/api/queries'
import { ChartCard } from '../kit/charts/chart-card'
import '../kit/charts/charts.css'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import type { Asked } from './asked'
import { type Days, monthsIn } from './presets'
import { useToday } from './day-range'
import type { Statement } from './types'

const TimeChart = lazy(async () => ({ default: (await import('../kit/charts/time-chart')).TimeChart }))

/** Each month is one small question to the server. */
const MOST_MONTHS = 12

interface Month extends Days {
  revenue: string
  expense: string
  result: string
}

function useMonths(asked: Asked): Month[] | undefined {
  const today = useToday()
  const months = monthsIn({ from: asked.from, to: asked.to > today ? today : asked.to }, MOST_MONTHS)
  const answers = useQueries({
    queries: months.map((days) => one<Statement>('/api/admin/reports/profit-and-loss', { ...days, project_id: asked.project_id })),
  })
  if (answers.some((answer) => answer.data === undefined)) return undefined
  const total = (data: Statement | undefined, key: string): string => data?.sections.find((section) => section.key === key)?.total ?? '0'
  return months.map((days, index) => {
    const data = answers[index]?.data
    return { ...days, revenue: total(data, 'revenue'), expense: total(data, 'expense'), result: data?.result ?? '0' }
  })
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
  const name = ({ from }: Days): string => format.bookMonth(from.slice(0, 7))
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
