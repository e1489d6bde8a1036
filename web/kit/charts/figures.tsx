/** A chart and its text twin: the same figures as bars and as a table. */
import { Link } from '@tanstack/react-router'
import { lazy } from 'react'
import { useFormat } from '../language/format'
import { linkTo } from '../record/address'
import type { Figure } from './bar-chart'
import { ChartCard } from './chart-card'
import './charts.css'

const BarChart = lazy(async () => ({ default: (await import('./bar-chart')).BarChart }))

interface Props {
  name: string
  title: string
  unit: string
  figures: Figure[]
}

function FigureTable({ title, unit, figures }: Omit<Props, 'name'>) {
  const format = useFormat()
  return (
    <table className="figure-table">
      <caption className="sr-only">{title}</caption>
      <tbody>
        {figures.map(({ label, value, to }) => (
          <tr key={label}>
            <th scope="row">{to ? <Link {...linkTo(to)}>{label}</Link> : label}</th>
            <td className="number">
              {format.number(value)} {unit}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Figures({ name, title, unit, figures }: Props) {
  return (
    <ChartCard
      name={name}
      title={title}
      chart={<BarChart figures={figures} unit={unit} />}
      table={<FigureTable title={title} unit={unit} figures={figures} />}
    />
  )
}
