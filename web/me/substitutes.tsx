/** Out of office: who acts for me, from which day to which. */
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { put } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import type { Named } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf } from '../kit/language/words'
import { Section } from '../kit/record/frame'
import '../kit/form/form.css'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

const PATH = '/api/me/substitutes'

interface Entry {
  user_id: string | null
  user?: Named
  from: string
  to: string
}

interface LineProps {
  entry: Entry
  problems: Record<string, string>
  index: number
  change(next: Partial<Entry>): void
  drop(): void
}

function Line({ entry, problems, index, change, drop }: LineProps) {
  const text = useText()
  const known = entry.user ? [{ value: entry.user.id, label: entry.user.name }] : []
  return (
    <div className="settings-row">
      <RecordPicker
        label={text.me.substitute}
        to="users"
        by="id"
        known={known}
        required
        value={entry.user_id}
        set={(user_id) => change({ user_id })}
        error={problems[`${index}.user_id`]}
      />
      <TextInput
        type="date"
        label={text.me.firstDay}
        value={entry.from}
        required
        onChange={(event) => change({ from: event.currentTarget.value })}
        error={problems[`${index}.from`]}
      />
      <TextInput
        type="date"
        label={text.me.lastDay}
        value={entry.to}
        required
        onChange={(event) => change({ to: event.currentTarget.value })}
        error={problems[`${index}.to`]}
      />
      <ActionIcon aria-label={`${text.act.remove}: ${entry.user?.name ?? text.me.substitute}`} onClick={drop} size={36}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </div>
  )
}

function SubstitutesForm({ loaded }: { loaded: Entry[] }) {
  const text = useText()
  const [entries, setEntries] = useState(loaded)
  const [problems, setProblems] = useState<Record<string, string>>({})
  const change = (index: number, next: Partial<Entry>) =>
    setEntries(entries.map((entry, at) => (at === index ? { ...entry, ...next } : entry)))
  const save = async () => {
    setProblems({})
    try {
      await put(
        PATH,
        entries.map(({ user_id, from, to }) => ({ user_id, from, to })),
      )
      say({ message: text.me.saved })
      await refresh(PATH)
    } catch (failure) {
      const error = asApiError(failure)
      const errors = error.data.errors
      if (errors)
        setProblems(
          Object.fromEntries(Object.entries(errors).map(([field, all]) => [field, all.map((one) => fieldError(text, one)).join(' ')])),
        )
      else say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain) })
    }
  }
  return (
    <div className="stack">
      {entries.length === 0 && <p>{text.me.noSubstitutes}</p>}
      {entries.map((entry, index) => (
        <Line
          key={index}
          entry={entry}
          index={index}
          problems={problems}
          change={(next) => change(index, next)}
          drop={() => setEntries(entries.filter((_, at) => at !== index))}
        />
      ))}
      <div className="row wraps">
        <Button
          variant="default"
          leftSection={<Plus size={16} aria-hidden />}
          onClick={() => setEntries([...entries, { user_id: null, from: '', to: '' }])}
        >
          {text.me.addSubstitute}
        </Button>
        <Button onClick={() => void save()} disabled={JSON.stringify(entries) === JSON.stringify(loaded)}>
          {text.act.save}
        </Button>
      </div>
    </div>
  )
}

export function Substitutes() {
  const text = useText()
  const kind = useMe()?.user_type
  const query = useQuery(one<Entry[]>(PATH))
  // Other portals cannot look people up, so there is nobody they could name.
  if (kind !== 'admin' && kind !== 'staff') return null
  return (
    <Section title={text.me.substitutes}>
      <p className="soft" style={{ marginBottom: 12 }}>
        {text.me.substitutesLead}
      </p>
      <Loaded query={query} rows={2}>
        {(loaded) => <SubstitutesForm key={JSON.stringify(loaded)} loaded={loaded} />}
      </Loaded>
    </Section>
  )
}
