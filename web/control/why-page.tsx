/** Why is it refused? The person, the right and the record, checked in the order the server checks them. */
import { Autocomplete, Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { CircleCheck, CircleX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { one } from '../kit/api/queries'
import type { Named } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useText } from '../kit/language/language'
import { matches } from '../kit/language/plain'
import { deedOf, reasonOf, wordOf } from '../kit/language/words'
import { Facts, Section } from '../kit/record/frame'
import { Rights } from '../kit/record/rights'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'

interface Answer {
  user: Named & { user_type: string }
  role: Named | null
  slugs_held: string[]
  business_status: string
  user_status: string
  decision: { allowed: boolean; rule: string; reason: string; explain: string }
  checks: { name: string; ok: boolean; detail: string }[]
}

interface Asked {
  user_id: string
  action: string
  resource?: string
  id?: string
}

function Verdict({ answer }: { answer: Answer }) {
  const text = useText()
  const { decision } = answer
  return (
    <div className={`notice ${decision.allowed ? 'done' : 'refused'}`} role="status">
      <div className="stack tight">
        <b className="strong">{decision.allowed ? text.why.allowed : text.why.refused}</b>
        <span>{decision.allowed ? decision.explain : reasonOf(text, decision.reason, decision.explain)}</span>
        <span className="small soft">
          {text.why.rule}: <span className="mono">{decision.rule}</span>
        </span>
      </div>
    </div>
  )
}

function Explanation({ asked }: { asked: Asked }) {
  const text = useText()
  const query = useQuery(one<Answer>('/api/admin/why', { ...asked }))
  return (
    <Loaded query={query}>
      {(answer) => (
        <div className="stack">
          <Verdict answer={answer} />
          <Section title={text.why.checks}>
            <ol style={{ margin: 0, padding: 0, listStyle: 'none' }} className="stack tight">
              {answer.checks.map((check, index) => (
                <li key={index} className={`status ${check.ok ? 'done' : 'refused'}`} style={{ whiteSpace: 'normal', display: 'flex' }}>
                  {check.ok ? <CircleCheck size={16} aria-label={text.why.allowed} /> : <CircleX size={16} aria-label={text.why.refused} />}
                  <span>{check.detail}</span>
                </li>
              ))}
            </ol>
          </Section>
          <Section title={answer.user.name}>
            <Facts
              facts={[
                { label: wordOf(text, 'fields', 'user_type'), value: wordOf(text, 'values', answer.user.user_type) },
                { label: wordOf(text, 'fields', 'role'), value: answer.role?.name },
                { label: wordOf(text, 'fields', 'status'), value: <Status value={answer.user_status} /> },
                { label: text.platform.business, value: <Status value={answer.business_status} /> },
                { label: text.why.holds, value: <Rights slugs={answer.slugs_held} /> },
              ]}
            />
          </Section>
        </div>
      )}
    </Loaded>
  )
}

export function WhyPage() {
  const text = useText()
  const given = useSearch({ strict: false }) as Partial<Asked>
  const permissions = useQuery(one<{ id: string }[]>('/api/admin/permissions')).data ?? []
  const [user_id, setUser] = useState<string | null>(given.user_id ?? null)
  const [action, setAction] = useState(given.action ?? '')
  const [resource, setResource] = useState(given.resource ?? '')
  const [id, setId] = useState(given.id ?? '')
  const [asked, setAsked] = useState<Asked | null>(null)
  usePageTitle({ label: text.why.title })
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (user_id === null || action.trim() === '') return
    setAsked({
      user_id,
      action: action.trim(),
      ...(resource.trim() ? { resource: resource.trim() } : {}),
      ...(id.trim() ? { id: id.trim() } : {}),
    })
  }
  return (
    <div className="page narrow stack">
      <div>
        <h1>{text.why.title}</h1>
        <p className="soft">{text.why.lead}</p>
      </div>
      <form className="card padded stack" onSubmit={ask}>
        <RecordPicker label={text.why.user} to="users" by="id" known={[]} required value={user_id} set={setUser} />
        <Autocomplete
          label={text.why.action}
          description={text.why.actionHelp}
          required
          data={permissions.map((permission) => permission.id)}
          renderOption={({ option }) => (
            <span>
              {deedOf(text, option.value)} <span className="mono soft">{option.value}</span>
            </span>
          )}
          filter={({ options, search }) =>
            options.filter((each) => 'value' in each && matches(`${deedOf(text, each.value)} ${each.value}`, search))
          }
          value={action}
          onChange={setAction}
          limit={20}
        />
        <div className="row wraps" style={{ alignItems: 'flex-end' }}>
          <TextInput
            className="grow"
            label={text.why.resource}
            placeholder="document"
            value={resource}
            onChange={(event) => setResource(event.currentTarget.value)}
          />
          <TextInput className="grow" label={text.why.id} value={id} onChange={(event) => setId(event.currentTarget.value)} />
        </div>
        <div>
          <Button type="submit" disabled={user_id === null}>
            {text.why.ask}
          </Button>
        </div>
      </form>
      {asked && <Explanation key={JSON.stringify(asked)} asked={asked} />}
    </div>
  )
}
