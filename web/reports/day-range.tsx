/** Chooses the days of a report: a usual range, or two days of one's own. */
import { Select, TextInput } from '@mantine/core'
import { useText } from '../kit/language/language'
import { isoOf, todayIn } from '../kit/schedule/days'
import { useMe } from '../kit/shell/me'
import { type Days, daysOf, isRange, type Preset, PRESETS, presetOf } from './presets'
import './reports.css'

interface Props extends Days {
  choose(days: Days): void
  /** Both ends may be left open. */
  optional?: boolean
}

/** Today in the business's zone. */
export const useToday = (): string => isoOf(todayIn(useMe()?.business.time_zone ?? 'UTC'))

export function DayRange({ from, to, choose, optional = false }: Props) {
  const text = useText()
  const today = useToday()
  const wrong = from !== '' && to !== '' && !isRange({ from, to })
  const open = optional && from === '' && to === ''
  const own = { value: 'own', label: text.money.presets.own }
  const data = [
    ...(optional ? [{ value: 'all', label: text.money.presets.all }] : []),
    ...PRESETS.map((value) => ({ value, label: text.money.presets[value] })),
    own,
  ]
  const pick = (value: string | null) => {
    if (value === 'all') choose({ from: '', to: '' })
    else if (value !== null && value !== 'own') choose(daysOf(value as Preset, today))
  }
  return (
    <>
      <Select
        label={text.money.range}
        data={data}
        value={open ? 'all' : (presetOf({ from, to }, today) ?? 'own')}
        onChange={pick}
        allowDeselect={false}
        w={150}
      />
      <TextInput
        type="date"
        label={text.money.from}
        value={from}
        error={wrong ? text.dashboard.wrongRange : undefined}
        onChange={(event) => choose({ from: event.currentTarget.value, to })}
      />
      <TextInput type="date" label={text.money.to} value={to} onChange={(event) => choose({ from, to: event.currentTarget.value })} />
    </>
  )
}
