/** The bar over a list: search, filters as chips, saved views. */
import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { useThrottledCallback } from '@mantine/hooks'
import { ListFilter, Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { useText } from '../language/language'
import { useChoices } from './options'
import type { Filter, FilterChoice, ListState } from './types'

/** The first letter searches at once; while typing goes on the list follows in these steps. */
const TYPING_MS = 80

interface Props {
  filters: Filter[]
  state: ListState
  change(next: Partial<ListState>): void
  searchable: boolean
  searchRef: RefObject<HTMLInputElement | null>
}

function useFilterChoices(filter: Filter, search: string): FilterChoice[] {
  const found = useChoices({
    to: filter.to ?? '',
    search,
    by: filter.to && !filter.name.endsWith('_id') ? 'label' : 'id',
    enabled: filter.to !== undefined,
  })
  return filter.choices ?? found.choices
}

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

function AddFilter({ filters, state, change }: Omit<Props, 'searchable' | 'searchRef'>) {
  const text = useText()
  const [open, setOpen] = useState(false)
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
        <Button variant="default" leftSection={<ListFilter size={14} aria-hidden />} onClick={() => setOpen(!open)}>
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

function Chip({ filter, value, clear }: { filter: Filter; value: string; clear(): void }) {
  const text = useText()
  const choices = useFilterChoices(filter, '')
  const names = value.split(',').map((one) => choices.find((choice) => choice.value === one)?.label ?? one)
  return (
    <span className="chip">
      <span>
        {filter.label}: <b className="strong">{names.join(', ')}</b>
      </span>
      <ActionIcon size={24} onClick={clear} aria-label={text.list.removeFilter(filter.label)}>
        <X size={14} aria-hidden />
      </ActionIcon>
    </span>
  )
}

function SearchField({ state, change, searchRef }: Pick<Props, 'state' | 'change' | 'searchRef'>) {
  const text = useText()
  const [typed, setTyped] = useState(state.search)
  const send = useThrottledCallback((search: string) => change({ search }), TYPING_MS)
  // A search from elsewhere (a view, a link) is taken over; while somebody types here, the address only follows.
  useEffect(() => {
    if (document.activeElement !== searchRef.current) setTyped(state.search)
  }, [state.search, searchRef])
  return (
    <TextInput
      ref={searchRef}
      className="grow"
      type="search"
      aria-label={text.list.search}
      placeholder={text.list.search}
      leftSection={<Search size={14} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        send(event.currentTarget.value)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}

export function FilterBar({ filters, state, change, searchable, searchRef }: Props) {
  const text = useText()
  const active = filters.filter((filter) => state.filters[filter.name])
  const without = (name: string) => change({ filters: { ...state.filters, [name]: '' } })
  return (
    <>
      {searchable && <SearchField state={state} change={change} searchRef={searchRef} />}
      {filters.length > 0 && <AddFilter filters={filters} state={state} change={change} />}
      {active.map((filter) => (
        <Chip key={filter.name} filter={filter} value={state.filters[filter.name] ?? ''} clear={() => without(filter.name)} />
      ))}
      {(active.length > 1 || (active.length > 0 && state.search)) && (
        <Button variant="subtle" color="gray" onClick={() => change({ filters: {}, search: '' })}>
          {text.states.clearFilters}
        </Button>
      )}
    </>
  )
}
