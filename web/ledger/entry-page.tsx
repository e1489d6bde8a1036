/** One entry of the party ledger: what it says, its journal, what led to it, and its reversal. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { one, refresh } from '../kit/api/queries'
import type { Named } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { partyAddress } from '../kit/record/address'
import { ActionButton } from '../kit/record/action-button'
import { Facts, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { History, Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import type { LedgerEntry } from '../vouchers/types'
import { Reverse } from './reverse'

const PATH = '/api/admin/ledgers'

interface Decision {
  at: string
  kind: string
  title: string
  outcome: string | null
  comment: string | null
  rule: string | null
  actor: Named | null
  on_behalf_of: Named | null
}

interface EntryDetail extends LedgerEntry {
  process: { workflow_id: string; temporal_ui_url: string } | null
  decisions: Decision[]
}

interface Props {
  entry: EntryDetail
}

/** Who decided what on the way to the posting. */
function Decisions({ entry }: Props) {
  const text = useText()
  if (entry.decisions.length === 0) return <p className="soft">{text.money.byHand(entry.created_by?.name ?? text.record.system)}</p>
  return (
    <ul className="decisions">
      {entry.decisions.map((decision) => (
        <li key={`${decision.at}${decision.kind}`}>
          <b className="strong">{text.decided[decision.outcome ?? ''] ?? text.steps[decision.kind] ?? decision.title}</b>
          <div className="small soft">
            {decision.actor?.name ?? text.record.system}
            {decision.on_behalf_of && ` ${text.record.onBehalfOf(decision.on_behalf_of.name)}`} · <Moment at={decision.at} />
          </div>
          {decision.comment && <p className="quote">{decision.comment}</p>}
          {decision.rule && <div className="small soft">{text.record.rule(decision.rule)}</div>}
        </li>
      ))}
    </ul>
  )
}

/** What this entry undoes, or what has undone it. */
function Linked({ entry }: Props) {
  const text = useText()
  if (entry.reversed_by_id)
    return (
      <div className="notice refused">
        <span>
          {text.money.wasReversed} <Link to={`/ledger/${entry.reversed_by_id}`}>{text.money.toReversal}</Link>
        </span>
      </div>
    )
  if (!entry.reverses_id) return null
  return (
    <div className="notice">
      <span>
        {text.money.isReversal} <Link to={`/ledger/${entry.reverses_id}`}>{text.money.toOriginal}</Link>
      </span>
    </div>
  )
}

function EntryFacts({ entry }: Props) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const side = (amount: string) => (Number(amount) > 0 ? <span className="number">{format.money(amount, entry.currency)}</span> : null)
  const party = entry.party_id ? (
    <Link {...partyAddress(entry.party_type, entry.party_id)}>{entry.party?.name ?? text.act.open}</Link>
  ) : (
    wordOf(text, 'values', entry.party_type)
  )
  return (
    <Facts
      facts={[
        { label: label('entry_date'), value: format.date(entry.entry_date) },
        { label: label('debit'), value: side(entry.debit) },
        { label: label('credit'), value: side(entry.credit) },
        { label: label('party_id'), value: party },
        { label: label('project_id'), value: entry.project && <Link to={`/projects/${entry.project.id}`}>{entry.project.name}</Link> },
        { label: label('reference'), value: entry.reference },
        { label: label('description'), value: entry.description && <span className="wrap">{entry.description}</span> },
        {
          label: label('voucher_id'),
          value: entry.voucher_id && <Link to={`/vouchers/${entry.voucher_id}`}>{entry.voucher?.name ?? text.act.open}</Link>,
        },
        {
          label: label('journal_id'),
          value: entry.journal_id && <Link to={`/journals/${entry.journal_id}`}>{entry.journal?.name ?? text.act.open}</Link>,
        },
        { label: label('created_by_id'), value: entry.created_by?.name },
        { label: label('created_at'), value: <Moment at={entry.created_at} /> },
      ]}
    />
  )
}

function Entry({ entry }: Props) {
  const text = useText()
  const go = useNavigate()
  const [reversing, setReversing] = useState(false)
  const may = useMe()?.permissions.includes('ledgers.manage') ?? false
  const path = `${PATH}/${entry.id}`
  const name = [wordOf(text, 'values', entry.entry_type), entry.reference].filter(Boolean).join(' · ')
  const ability = entry.reversed_by_id
    ? { allowed: false, reason: 'duplicate', explain: text.money.wasReversed }
    : { allowed: may, reason: may ? null : 'ledgers.manage', explain: null }
  usePageTitle({ label: text.money.ledger, to: '/ledger' }, { label: name })
  return (
    <div className="page">
      <RecordHeader
        kind={wordOf(text, 'types', 'ledger_entry')}
        name={name}
        actions={
          <ActionButton ability={ability} variant="default" run={() => setReversing(true)}>
            {text.money.reverse}
          </ActionButton>
        }
        process={entry.process}
      />
      <RecordColumns
        left={
          <>
            <Linked entry={entry} />
            <Section title={text.record.facts}>
              <EntryFacts entry={entry} />
            </Section>
          </>
        }
        right={
          <>
            <Section title={text.money.ledTo}>
              <Decisions entry={entry} />
            </Section>
            <Section title={text.record.history}>
              <History path={path} />
            </Section>
          </>
        }
      />
      <Reverse
        opened={reversing}
        title={text.money.reverseTitle(name)}
        path={path}
        onClose={() => setReversing(false)}
        done={async (reversal) => {
          say({ message: text.money.reversedNow })
          await Promise.all([PATH, '/api/admin/journals', '/api/admin/vouchers', '/api/admin/reports'].map(refresh))
          void go({ to: `/ledger/${reversal.id}` })
        }}
      />
    </div>
  )
}

export function EntryPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<EntryDetail>(`${PATH}/${id}`))
  return <Loaded query={query}>{(entry) => <Entry key={entry.id} entry={entry} />}</Loaded>
}
