/** When tasks of each kind are due, when people are reminded, and who learns that one is late. */
import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { put } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { list, one, refresh } from '../kit/api/queries'
import type { RecordRow } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { Section } from '../kit/record/frame'
import '../kit/form/form.css'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

const PATH = '/api/admin/settings/tasks'

interface Setting {
  kind: string
  due_after: string | null
  remind_before: string | null
  escalate_to: string | null
}

/** Hours of a duration such as `PT48H`; null for none. */
export function hoursOf(duration: string | null): number | null {
  const [, days = '0', hours = '0', minutes = '0'] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration ?? '') ?? []
  const total = Number(days) * 24 + Number(hours) + Number(minutes) / 60
  return duration === null || total === 0 ? null : total
}

const durationOf = (hours: number | null): string | null =>
  hours === null ? null : Number.isInteger(hours) ? `PT${hours}H` : `PT${Math.round(hours * 60)}M`

/** Hours as people write them, with a comma or a point; null for none, undefined for what is no number. */
const hoursIn = (typed: string): number | null | undefined => {
  const plain = typed.trim().replace(',', '.')
  if (plain === '') return null
  return /^\d{1,5}(\.\d{1,2})?$/.test(plain) ? Number(plain) : undefined
}

function Hours({ label, value, set }: { label: string; value: string; set(value: string): void }) {
  const text = useText()
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={value}
      error={hoursIn(value) === undefined ? text.form.invalidNumber : undefined}
      onChange={(event) => set(event.currentTarget.value)}
      rightSection={<span className="small soft">{text.settings.hours}</span>}
      rightSectionWidth={56}
    />
  )
}

function SettingForm({ setting, roles }: { setting: Setting; roles: RecordRow[] }) {
  const text = useText()
  const [due, setDue] = useState(String(hoursOf(setting.due_after) ?? ''))
  const [remind, setRemind] = useState(String(hoursOf(setting.remind_before) ?? ''))
  const [to, setTo] = useState(setting.escalate_to)
  const save = async () => {
    const [due_hours, remind_hours] = [hoursIn(due), hoursIn(remind)]
    if (due_hours === undefined || remind_hours === undefined) return
    try {
      await put(`${PATH}/${setting.kind}`, { due_after: durationOf(due_hours), remind_before: durationOf(remind_hours), escalate_to: to })
      say({ message: text.settings.saved })
      await refresh(PATH)
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      say({ color: 'red', message: wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain) })
    }
  }
  const choices = [
    { value: 'manager', label: text.settings.manager },
    ...roles.map((role) => ({ value: role.id, label: String(role.name) })),
  ]
  return (
    <Section title={wordOf(text, 'taskKinds', setting.kind)}>
      <div className="settings-row">
        <Hours label={text.settings.dueAfter} value={due} set={setDue} />
        <Hours label={text.settings.remindBefore} value={remind} set={setRemind} />
        <Select
          label={text.settings.escalateTo}
          data={choices}
          value={to}
          onChange={setTo}
          clearable
          placeholder={text.settings.nobody}
          clearButtonProps={{ 'aria-label': text.act.clear }}
        />
        <Button variant="default" onClick={() => void save()}>
          {text.act.save}
        </Button>
      </div>
    </Section>
  )
}

export function TaskSettingsPage() {
  const text = useText()
  const settings = useQuery(one<Setting[]>(PATH))
  const roles = useQuery(list<RecordRow>('/api/admin/roles', { per_page: 100 })).data?.data ?? []
  usePageTitle({ label: text.settings.tasks })
  return (
    <div className="page stack">
      <div>
        <h1>{text.settings.tasks}</h1>
        <p className="soft">{text.settings.tasksLead}</p>
      </div>
      <Loaded query={settings}>
        {(all) => (
          <>
            {all.map((setting) => (
              <SettingForm key={setting.kind} setting={setting} roles={roles} />
            ))}
          </>
        )}
      </Loaded>
    </div>
  )
}
