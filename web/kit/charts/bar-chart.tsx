/** Bars with real axes and units; its twin is a table with the same figures. */
import { Bar, BarChart as Chart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

export interface Figure {
  label: string
  value: number
  /** The list behind the figure. */
  to?: string
}

interface Props {
  figures: Figure[]
  unit: string
}

const ROW = 34

/** How charts show what lies under the pointer. */
export const TOOLTIP = {
  cursor: { fill: 'var(--hover)' },
  contentStyle: { background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 6, color: 'var(--ink)' },
  itemStyle: { color: 'var(--ink)' },
}

export function BarChart({ figures, unit }: Props) {
  return (
    <div aria-hidden>
      <ResponsiveContainer width="100%" height={figures.length * ROW + 40}>
        <Chart accessibilityLayer={false} data={figures} layout="vertical" margin={{ left: 8, right: 24, top: 4, bottom: 4 }}>
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis type="number" unit={` ${unit}`} stroke="var(--ink-soft)" fontSize={12} tickLine={false} allowDecimals={false} />
          <YAxis type="category" dataKey="label" width={150} stroke="var(--ink-soft)" fontSize={12} tickLine={false} />
          <Tooltip {...TOOLTIP} />
          <Bar dataKey="value" unit={` ${unit}`} fill="var(--accent)" radius={[0, 4, 4, 0]} barSize={16} isAnimationActive={false} />
        </Chart>
      </ResponsiveContainer>
    </div>
  )
}
