/** A chart and its text twin: the same figures as bars and as a table. */
import { lazy, Suspense } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useKept } from '../list/kept'
import { useText } from '../language/language'
import { useFormat } from '../language/format'
import { Section } from '../record/frame'
import { Loading } from '../states/states'
import type { Figure } from './bar-chart'

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
    <table style={{ width: '100%', borderCollapse: 'collapse' }}>
      <caption className="sr-only">{title}</caption>
      <tbody>
        {figures.map(({ label, value }) => (
          <tr key={label} style={{ borderBottom: '1px solid var(--line)' }}>
            <th scope="row" style={{ textAlign: 'left', fontWeight: 400, padding: '6px 0' }}>
              {label}
            </th>
            <td className="number" style={{ textAlign: 'right' }}>
              {format.number(value)} {unit}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Figures({ name, title, unit, figures }: Props) {
  const text = useText()
  const [shown, show] = useKept<string>(`figures.${name}`, 'chart')
  return (
    <Section
      title={title}
      action={
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={show}
          aria-label={title}
          data={[
            { value: 'chart', label: text.processes.chart },
            { value: 'table', label: text.processes.table },
          ]}
        />
      }
    >
      {shown === 'table' ? (
        <FigureTable title={title} unit={unit} figures={figures} />
      ) : (
        <>
          <Suspense fallback={<Loading rows={3} />}>
            <BarChart figures={figures} unit={unit} />
          </Suspense>
          <div className="sr-only">
            <FigureTable title={title} unit={unit} figures={figures} />
          </div>
        </>
      )}
    </Section>
  )
}
