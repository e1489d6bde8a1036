/** A chart and its text twin in one card: the reader chooses, a screen reader always has the table. */
import { SegmentedControl } from '@mantine/core'
import { type ReactNode, Suspense } from 'react'
import { useText } from '../language/language'
import { useKept } from '../list/kept'
import { Section } from '../record/frame'
import { Loading } from '../states/states'

interface Props {
  /** Under which the choice is kept. */
  name: string
  title: string
  chart: ReactNode
  table: ReactNode
}

export function ChartCard({ name, title, chart, table }: Props) {
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
        table
      ) : (
        <>
          <Suspense fallback={<Loading rows={3} />}>{chart}</Suspense>
          <div className="sr-only">{table}</div>
        </>
      )}
    </Section>
  )
}
