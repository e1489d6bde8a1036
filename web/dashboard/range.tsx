/** Chooses the period of the dashboard. */
import { SegmentedControl, TextInput } from '@mantine/core'
import { useText } from '../kit/language/language'
import { type Choice, type Period, wrongPeriod } from './period'

const LAST = [7, 30, 90]

const keyOf = (choice: Choice): string => ('last' in choice ? String(choice.last) : 'year' in choice ? 'year' : 'own')

interface Props {
  choice: Choice
  period: Period
  choose(choice: Choice): void
}

export function Range({ choice, period, choose }: Props) {
  const text = useText()
  const wrong = wrongPeriod(period)
  const problem = wrong === 'order' ? text.dashboard.wrongRange : wrong === 'length' ? text.dashboard.longRange : undefined
  return (
    <div className="range no-print" role="group" aria-label={text.dashboard.range}>
      <SegmentedControl
        size="xs"
        aria-label={text.dashboard.range}
        value={keyOf(choice)}
        onChange={(key) => choose(key === 'year' ? { year: true } : { last: Number(key) })}
        data={[
          ...LAST.map((days) => ({ value: String(days), label: text.dashboard.days(days) })),
          { value: 'year', label: text.dashboard.year },
        ]}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={text.dashboard.from}
        value={period.from}
        error={problem}
        onChange={(event) => choose({ from: event.currentTarget.value, to: period.to })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={text.dashboard.to}
        value={period.to}
        error={problem !== undefined}
        onChange={(event) => choose({ from: period.from, to: event.currentTarget.value })}
      />
    </div>
  )
}
