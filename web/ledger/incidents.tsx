/** What the auditor raised by itself: when it looked last, what is open, and who looks into it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { list, one } from '../kit/api/queries'
import type { Named, RecordRow } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { recordAddress } from '../kit/record/address'
import { Confirm } from '../kit/record/confirm'
import { Section } from '../kit/record/frame'
import { useStep } from '../kit/record/step'
import { Moment } from '../kit/record/story'
import { useMe } from '../kit/shell/me'
import { Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import './ledger.css'

const PATH = '/api/admin/audit-incidents'
const MANY = 100

interface Incident extends RecordRow {
  title: string
  status: string
  stops_posting: boolean
  found: number
  last_seen_at: string
  acknowledged_by: Named | null
}

interface Round {
  scope: string
  ended_at: string
  breaches: number
}

/** The last round of each kind, in a sentence. */
function Rounds() {
  const text = useText()
  const format = useFormat()
  const query = useQuery(one<Round[]>('/api/admin/audit-rounds'))
  return (
    <Loaded query={query} rows={1}>
      {(rounds) =>
        rounds.length === 0 ? (
          <p className="soft">{text.money.noRounds}</p>
        ) : (
          <ul className="rounds-seen small soft">
            {rounds.map((round) => (
              <li key={round.scope}>
                {wordOf(text, 'values', round.scope)}: {text.money.looked(round.breaches, format.relative(round.ended_at))}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function IncidentRow({ incident, resolve }: { incident: Incident; resolve(incident: Incident): void }) {
  const text = useText()
  const step = useStep(PATH)
  const admin = useMe()?.user_type === 'admin'
  const ability = { allowed: admin, reason: admin ? null : 'admin_only', explain: admin ? null : text.money.adminsAnswer }
  const acknowledge = () => void step(() => post(`${PATH}/${incident.id}/acknowledge`, { version: incident.version }), text.money.looking)
  return (
    <tr>
      <td data-label={text.money.incident}>
        <Link to={recordAddress('audit-incidents', incident.id)}>{incident.title}</Link>
        {incident.stops_posting && incident.status !== 'resolved' && <div className="small soft">{text.money.stopsPosting}</div>}
      </td>
      <td data-label={wordOf(text, 'fields', 'status')}>
        <Status value={incident.status} />
        {incident.acknowledged_by && <div className="small soft">{incident.acknowledged_by.name}</div>}
      </td>
      <td data-label={wordOf(text, 'fields', 'last_seen_at')}>
        <Moment at={incident.last_seen_at} />
      </td>
      <td className="no-print">
        <div className="row wraps">
          {incident.status === 'open' && (
            <ActionButton ability={ability} size="compact-sm" variant="default" run={acknowledge}>
              {text.money.acknowledge}
            </ActionButton>
          )}
          {incident.status !== 'resolved' && (
            <ActionButton ability={ability} size="compact-sm" variant="default" run={() => resolve(incident)}>
              {text.money.resolve}
            </ActionButton>
          )}
        </div>
      </td>
    </tr>
  )
}

export function Incidents() {
  const text = useText()
  const step = useStep(PATH)
  const [every, setEvery] = useState(false)
  const [resolving, setResolving] = useState<Incident | null>(null)
  const filter = every ? {} : { 'filter[status]': 'open,acknowledged' }
  const query = useQuery(list<Incident>(PATH, { ...filter, sort: '-last_seen_at', per_page: MANY }))
  const close = () => setResolving(null)
  return (
    <div style={{ marginTop: 24 }}>
      <Section
        title={text.money.incidents}
        padded={false}
        action={
          <Button size="compact-sm" variant="default" aria-pressed={every} onClick={() => setEvery(!every)} className="no-print">
            {every ? text.money.onlyOpen : text.list.all}
          </Button>
        }
      >
        <div className="section-body">
          <Rounds />
        </div>
        <Loaded query={query} rows={3}>
          {({ data }) =>
            data.length === 0 ? (
              <p className="soft section-body">{text.money.noIncidents}</p>
            ) : (
              <div className="plain-table">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{text.money.incident}</th>
                      <th scope="col">{wordOf(text, 'fields', 'status')}</th>
                      <th scope="col">{wordOf(text, 'fields', 'last_seen_at')}</th>
                      <th scope="col" className="no-print">
                        <span className="sr-only">{text.act.more}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.map((incident) => (
                      <IncidentRow key={incident.id} incident={incident} resolve={setResolving} />
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Loaded>
      </Section>
      <Confirm
        opened={resolving !== null}
        title={text.money.resolveTitle}
        body={resolving?.title}
        verb={text.money.resolve}
        reason="required"
        onClose={close}
        run={async (comment) => {
          await post(`${PATH}/${resolving?.id}/resolve`, { version: resolving?.version, comment })
          await step(async () => undefined, text.money.resolved)
        }}
      />
    </div>
  )
}
