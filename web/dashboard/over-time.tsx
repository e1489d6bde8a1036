/** The figures of a period, beside those of the period before, and how they came about. */
import { lazy } from 'react'
import { ChartCard } from '../kit/charts/chart-card'
import { Tile, Tiles } from '../kit/charts/tile'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { useListLink } from './now'
import { type Day, groupsOf, type Period, sumsOf } from './period'

const TimeChart = lazy(async () => ({ default: (await import('../kit/charts/time-chart')).TimeChart }))

/** How a figure compares with the one before it, in words. */
function useChange(): (now: number, before: number | undefined) => string | undefined {
  const { dashboard } = useText()
  const format = useFormat()
  return (now, before) => {
    if (before === undefined) return undefined
    if (now === before) return dashboard.equal
    if (before === 0) return dashboard.fresh
    const share = format.percent(Math.abs(now - before) / Math.abs(before))
    return now > before ? dashboard.up(share) : dashboard.down(share)
  }
}

export function PeriodTiles({ days, before, period, currency }: { days: Day[]; before?: Day[]; period: Period; currency: string }) {
  const text = useText()
  const format = useFormat()
  const change = useChange()
  const link = useListLink()
  const now = sumsOf(days, currency)
  const then = before && sumsOf(before, currency)
  const approved = link('proposals', {
    'filter[status]': 'approved',
    'filter[decided_from]': period.from,
    'filter[decided_to]': period.to,
    sort: '-quoted_amount',
  })
  return (
    <Tiles label={text.dashboard.period}>
      <Tile
        label={text.dashboard.approvedCount}
        value={format.number(now.approved)}
        note={change(now.approved, then?.approved)}
        to={approved}
      />
      <Tile
        label={text.dashboard.approvedAmount}
        value={format.money(now.amount, currency)}
        note={change(Number(now.amount), then && Number(then.amount))}
        to={approved}
      />
      <Tile
        label={text.dashboard.payments}
        value={format.money(now.payments, currency)}
        note={change(Number(now.payments), then && Number(then.payments))}
        to={link('ledgers', { 'filter[entry_type]': 'payment', 'filter[from]': period.from, 'filter[to]': period.to, sort: '-entry_date' })}
      />
    </Tiles>
  )
}

interface Row {
  date: string
  approved: number
  amount: string
  payments: string
}

function TimeTable({ rows, currency }: { rows: Row[]; currency: string }) {
  const text = useText()
  const format = useFormat()
  return (
    <div className="period-table">
      <table className="figure-table">
        <caption className="sr-only">{text.dashboard.overTime}</caption>
        <thead>
          <tr>
            <th scope="col">{text.dashboard.from}</th>
            <th scope="col" className="number">
              {text.dashboard.approvedCount}
            </th>
            <th scope="col" className="number">
              {text.dashboard.approvedAmount}
            </th>
            <th scope="col" className="number">
              {text.dashboard.payments}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.date}>
              <th scope="row">{format.date(row.date)}</th>
              <td className="number">{format.number(row.approved)}</td>
              <td className="number">{format.money(row.amount, currency)}</td>
              <td className="number">{format.money(row.payments, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function OverTime({ days, currency }: { days: Day[]; currency: string }) {
  const text = useText()
  const format = useFormat()
  const { by, groups } = groupsOf(days)
  const rows = groups.map(({ date, days: own }) => ({ date, ...sumsOf(own, currency) }))
  const series = [
    { key: 'amount', label: text.dashboard.approvedAmount },
    { key: 'payments', label: text.dashboard.payments },
  ]
  const moments = rows.map(({ date, amount, payments }) => ({
    label: format.dayMonth(date),
    values: { amount: Number(amount), payments: Number(payments) },
  }))
  return (
    <ChartCard
      name="over-time"
      title={`${text.dashboard.overTime}, ${by === 'week' ? text.dashboard.byWeek : text.dashboard.byDay}`}
      chart={<TimeChart moments={moments} series={series} />}
      table={<TimeTable rows={rows} currency={currency} />}
    />
  )
}
