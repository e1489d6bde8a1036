/** The bar over a list: search, and filters as chips. */
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { useThrottledCallback } from '@mantine/hooks'
import { ListFilter, Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { useText } from '../language/language'
import { useLater } from '../shell/later'
import { useFilterChoices } from './options'
import type { Filter, FilterProps } from './types'

/** The first letter searches at once; while typing goes on the list follows in these steps. */
const TYPING_MS = 80

interface Props extends FilterProps {
  searchable: boolean
  searchRef: RefObject<HTMLInputElement | null>
}

const addFilter = async () => (await import('./add-filter')).AddFilter

/** The button for a further filter; what it opens is fetched when it is near. */
function FilterButton(props: FilterProps) {
  const { list } = useText()
  const { Part, button } = useLater(addFilter)
  if (Part) return <Part {...props} />
  return (
    <Button variant="default" leftSection={<ListFilter size={14} aria-hidden />} {...button}>
      {list.filter}
    </Button>
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
      {filters.length > 0 && <FilterButton filters={filters} state={state} change={change} />}
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
