/** Choosing a filter and its values. */
import { Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../language/language'
import { useOpenAtOnce } from '../shell/later'
import { useFilterChoices } from './options'
import type { Filter, FilterProps } from './types'

interface ValuesProps {
  filter: Filter
  value: string
  set(value: string): void
}

function Values({ filter, value, set }: ValuesProps) {
  const text = useText()
  const [search, setSearch] = useState('')
  const choices = useFilterChoices(filter, search)
  const chosen = value === '' ? [] : value.split(',')
  if (filter.kind) {
    return <TextInput type={filter.kind} label={filter.label} value={value} onChange={(event) => set(event.currentTarget.value)} />
  }
  const toggle = (one: string) => set((chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one]).join(','))
  return (
    <div className="stack tight">
      {filter.to && (
        <TextInput
          size="xs"
          aria-label={text.form.search}
          placeholder={text.form.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <fieldset style={{ border: 0, padding: 0, margin: 0, maxHeight: 240, overflowY: 'auto', display: 'grid', gap: 8 }}>
        <legend className="sr-only">{filter.label}</legend>
        {choices.map((choice) => (
          <Checkbox
            key={choice.value}
            size="xs"
            label={choice.label}
            checked={chosen.includes(choice.value)}
            onChange={() => toggle(choice.value)}
          />
        ))}
        {choices.length === 0 && <span className="soft small">{text.form.nothing}</span>}
      </fieldset>
    </div>
  )
}

export function AddFilter({ filters, state, change }: FilterProps) {
  const text = useText()
  const [open, setOpen] = useOpenAtOnce()
  const [chosen, setChosen] = useState<string | null>(null)
  const filter = filters.find((each) => each.name === chosen)
  const set = (name: string, value: string) => change({ filters: { ...state.filters, [name]: value } })
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      onClose={() => setChosen(null)}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      width={240}
    >
      <Popover.Target>
        <Button variant="default" leftSection={<ListFilter size={14} aria-hidden />} autoFocus onClick={() => setOpen(!open)}>
          {text.list.filter}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.list.addFilter}>
        {filter ? (
          <Values filter={filter} value={state.filters[filter.name] ?? ''} set={(value) => set(filter.name, value)} />
        ) : (
          <div style={{ display: 'grid', gap: 2 }}>
            {filters.map((each) => (
              <Button key={each.name} variant="subtle" color="gray" justify="start" onClick={() => setChosen(each.name)}>
                {each.label}
              </Button>
            ))}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
