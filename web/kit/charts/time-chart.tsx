/** Amounts over time as columns side by side, with a real axis in the business's currency. */
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormat } from '../language/format'
import { TOOLTIP } from './bar-chart'

export interface Moment {
  label: string
  values: Record<string, number>
}

interface Props {
  moments: Moment[]
  /** What is drawn, in order, with its name. */
  series: { key: string; label: string }[]
}

const COLOURS = ['var(--accent)', 'var(--waiting)']
const HEIGHT = 260

export function TimeChart({ moments, series }: Props) {
  const format = useFormat()
  const rows = moments.map(({ label, values }) => ({ label, ...values }))
  return (
    <div aria-hidden>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart accessibilityLayer={false} data={rows} margin={{ left: 8, right: 8, top: 8, bottom: 4 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="label" stroke="var(--ink-soft)" fontSize={12} tickLine={false} minTickGap={24} />
          <YAxis width={64} stroke="var(--ink-soft)" fontSize={12} tickLine={false} axisLine={false} tickFormatter={format.compact} />
          <Tooltip {...TOOLTIP} formatter={(value) => format.money(String(value))} />
          <Legend
            itemSorter={null}
            wrapperStyle={{ fontSize: 12 }}
            formatter={(label) => <span style={{ color: 'var(--ink)' }}>{label}</span>}
          />
          {series.map(({ key, label }, index) => (
            <Bar
              key={key}
              dataKey={key}
              name={label}
              fill={COLOURS[index]}
              radius={[3, 3, 0, 0]}
              maxBarSize={22}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}
