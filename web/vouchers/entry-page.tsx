/** One entry of the party ledger: its figures, its journal and voucher, who decided what on the way, and its reversal. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { one, refresh, useResource } from '../kit/api/queries'
import type { Named, RecordRow } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { Facts, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { History, Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'

const LEDGERS = '/api/admin/ledgers'

interface Decision {
  at: string
  title: string
  comment: string | null
  rule: string | null
  actor: Named | null
}

interface Entry extends RecordRow {
  entry_date: string
  entry_type: string
  debit: string
  credit: string
  currency: string
  party_type: string
  party_id: string | null
  party: Named | null
  project: Named | null
  voucher: Named | null
  journal: Named | null
  reference: string | null
  description: string | null
  reverses_id: string | null
  reversed_by_id: string | null
  created_by: Named | null
  decisions: Decision[]
}

function EntryFacts({ entry }: { entry: Entry }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const amount = (value: string) => (Number(value) === 0 ? '' : format.money(value, entry.currency))
  const link = (to: string, name: string | undefined) => name && <Link to={to}>{name}</Link>
  const statement = entry.party_id ? `/statements?party_type=${entry.party_type}&party_id=${entry.party_id}` : undefined
  return (
    <Section title={text.record.facts}>
      <Facts
        facts={[
          { label: label('entry_date'), value: format.date(entry.entry_date) },
          { label: label('debit'), value: amount(entry.debit) },
          { label: label('credit'), value: amount(entry.credit) },
          { label: label('party_type'), value: wordOf(text, 'values', entry.party_type) },
          { label: label('party_id'), value: statement ? <a href={statement}>{entry.party?.name ?? entry.party_id}</a> : '' },
          { label: label('project_id'), value: entry.project && link(`/records/by-type/project/${entry.project.id}`, entry.project.name) },
          { label: label('voucher_id'), value: entry.voucher && link(`/records/vouchers/${entry.voucher.id}`, entry.voucher.name) },
          { label: label('journal_id'), value: entry.journal && link(`/records/journals/${entry.journal.id}`, entry.journal.name) },
          { label: label('reference'), value: entry.reference },
          { label: label('description'), value: entry.description },
          { label: label('reverses_id'), value: entry.reverses_id && link(`/records/ledgers/${entry.reverses_id}`, text.act.open) },
          {
            label: label('reversed_by_id'),
            value: entry.reversed_by_id && link(`/records/ledgers/${entry.reversed_by_id}`, text.act.open),
          },
          { label: label('created_by_id'), value: entry.created_by?.name },
          { label: text.record.created, value: <Moment at={entry.created_at} /> },
        ]}
      />
    </Section>
  )
}

function Decisions({ decisions }: { decisions: Decision[] }) {
  const text = useText()
  return (
    <Section title={text.money.decisions}>
      {decisions.length === 0 ? (
        <p className="soft">{text.money.noDecisions}</p>
      ) : (
        <ol className="timeline">
          {decisions.map((one) => (
            <li key={one.at}>
              <span className="mark done" />
              <div>
                <b className="strong">{one.title}</b>
                <div className="small soft">
                  {text.money.by(one.actor?.name ?? text.record.system, one.rule ?? text.record.byRule)} · <Moment at={one.at} />
                </div>
                {one.comment && <p className="quote">{one.comment}</p>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

function EntryRecord({ entry }: { entry: Entry }) {
  const text = useText()
  const format = useFormat()
  const go = useNavigate()
  const [asking, ask] = useState(false)
  const { definition } = useResource('ledgers')
  const name = `${wordOf(text, 'values', entry.entry_type)} ${entry.reference ?? format.date(entry.entry_date)}`
  usePageTitle({ label: text.titles.ledgers ?? '', to: '/records/ledgers' }, { label: name })
  const free = entry.reversed_by_id === null && entry.reverses_id === null
  const may = definition?.can.manage === true
  const ability = { allowed: may && free, reason: may ? 'duplicate' : 'ledgers.manage', explain: null }
  const reverse = async (reason: string) => {
    const made = await post<Entry>(`${LEDGERS}/${entry.id}/reverse`, { reason })
    await refresh(LEDGERS)
    void go({ to: `/records/ledgers/${made.id}` })
  }
  return (
    <div className="page">
      <RecordHeader
        kind={text.types.ledger_entry ?? ''}
        name={name}
        actions={
          <ActionButton ability={ability} variant="default" run={() => ask(true)}>
            {text.money.reverse}
          </ActionButton>
        }
      />
      <RecordColumns
        left={<EntryFacts entry={entry} />}
        right={
          <>
            <Decisions decisions={entry.decisions} />
            <Section title={text.record.history}>
              <History path={`${LEDGERS}/${entry.id}`} />
            </Section>
          </>
        }
      />
      <Confirm
        opened={asking}
        title={text.money.reverseTitle}
        body={text.money.reverseText}
        verb={text.money.reverse}
        danger
        reason="required"
        onClose={() => ask(false)}
        run={reverse}
      />
    </div>
  )
}

export function EntryPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<Entry>(`${LEDGERS}/${id}`))
  return <Loaded query={query}>{(entry) => <EntryRecord key={entry.id} entry={entry} />}</Loaded>
}
