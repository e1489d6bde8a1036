/** Fields that point at other records: one or many, found by typing. */
import { Loader, MultiSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type KeyboardEvent, useState } from 'react'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { useChoices } from '../list/options'
import type { FilterChoice } from '../list/types'
import { matches } from '../language/plain'

const TYPING_MS = 150

interface Common {
  label?: string
  /** For a picker without a label in sight. */
  'aria-label'?: string
  placeholder?: string
  description?: string
  error?: string
  required?: boolean
  disabled?: boolean
  to: string
  /** How a record is named in the value: its id, its key or its label. */
  by: 'id' | 'key' | 'label'
  /** What is chosen already, with its name. */
  known: FilterChoice[]
  onBlur?(): void
}

function useAsked({ to, by, known }: Pick<Common, 'to' | 'by' | 'known'>) {
  const [search, setSearch] = useState('')
  const [opened, setOpened] = useState(false)
  const [slow] = useDebouncedValue(search, TYPING_MS)
  // The name of the chosen one stands in the search field: it is no search.
  const asked = known.some((choice) => choice.label === slow) ? '' : slow
  const text = useText()
  const { choices, busy, error } = useChoices({ to, search: asked, by, enabled: opened || known.length === 0 })
  const missing = known.filter((choice) => !choices.some((each) => each.value === choice.value))
  // Until the server has answered for these letters, what it answered before is narrowed here: no choice on show is a wrong one.
  const named = known.some((choice) => choice.label === search)
  const behind = !named && (busy || search !== slow)
  const all = [...missing, ...choices]
  const data = behind ? all.filter((choice) => matches(choice.label, search)) : all
  const nothing = error ? reasonOf(text, error.reason, error.data.explain) : text.form.nothing
  return { search, setSearch, opened, setOpened, data, busy, nothing }
}

interface OneProps extends Common {
  value: string | null
  set(value: string | null): void
  field?: string
}

/** One record of another kind, or a person. */
export function RecordPicker(props: OneProps) {
  const { value, set, field, label, description, error, required, disabled, onBlur, placeholder, 'aria-label': name, ...rest } = props
  const text = useText()
  const { search, setSearch, opened, setOpened, data, busy, nothing } = useAsked(rest)
  // Enter takes the first match, also when the answer that brought it has come since the last letter.
  const takeFirst = (event: KeyboardEvent<HTMLInputElement>) => {
    const marked = document.getElementById(event.currentTarget.getAttribute('aria-activedescendant') ?? '')
    const [first] = data
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !opened || search === '' || marked || !first) return
    event.preventDefault()
    set(first.value)
    setSearch(first.label)
    setOpened(false)
  }
  return (
    <Select
      size="sm"
      data-field={field}
      label={label}
      aria-label={name}
      description={description}
      error={error}
      required={required}
      disabled={disabled}
      placeholder={placeholder ?? text.form.search}
      searchable
      clearable={!required}
      selectFirstOptionOnChange
      nothingFoundMessage={busy ? text.states.loading : nothing}
      rightSection={busy ? <Loader size={14} /> : undefined}
      data={data}
      filter={({ options }) => options}
      value={value}
      onChange={set}
      searchValue={search}
      onSearchChange={setSearch}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onKeyDown={takeFirst}
      onBlur={onBlur}
      clearButtonProps={{ 'aria-label': text.act.clear }}
    />
  )
}

interface ManyProps extends Common {
  value: string[]
  set(value: string[]): void
  field?: string
}

/** Several records of another kind, in order. */
export function RecordsPicker({ value, set, field, label, description, error, required, disabled, onBlur, ...rest }: ManyProps) {
  const text = useText()
  const { search, setSearch, setOpened, data, nothing } = useAsked(rest)
  return (
    <MultiSelect
      size="sm"
      data-field={field}
      label={label}
      description={description}
      error={error}
      required={required}
      disabled={disabled}
      placeholder={value.length === 0 ? text.form.search : undefined}
      searchable
      nothingFoundMessage={nothing}
      data={data}
      value={value}
      onChange={set}
      searchValue={search}
      onSearchChange={setSearch}
      onDropdownOpen={() => setOpened(true)}
      onBlur={onBlur}
      clearButtonProps={{ 'aria-label': text.act.clear }}
    />
  )
}
