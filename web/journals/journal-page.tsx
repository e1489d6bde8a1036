/** One journal: its lines, its place in the chain, what posted it and who decided that. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { one, refresh } from '../kit/api/queries'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import '../kit/list/list.css'
import { ActionButton } from '../kit/record/action-button'
import { addressOfRecord, linkTo, listAddress, partyAddress } from '../kit/record/address'
import { Facts, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { Moment, Timeline } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { pathOfType } from '../kit/shell/live'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Reverse } from '../ledger/reverse'
import '../ledger/ledger.css'
import { type JournalDetail, type JournalLine, memoIn } from './types'

const PATH = '/api/admin/journals'

/** Journals of a record are reversed with that record, so that the two never part. */
const OWN = ['manual', 'opening', 'import']

interface Props {
  journal: JournalDetail
}

function Line({ line, journal }: { line: JournalLine; journal: JournalDetail }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const money = (amount: string | null): string => (amount === null ? '' : format.money(amount, journal.currency))
  const { account, party_type, party_id, project } = line
  return (
    <tr>
      <td data-label={text.money.account}>
        <Link to={`/accounts/${account.id}`}>
          {account.code} {account.name}
        </Link>
        <div className="small soft">
          {party_type && party_id && <Link {...partyAddress(party_type, party_id)}>{wordOf(text, 'values', party_type)}</Link>}
          {party_type && !party_id && wordOf(text, 'values', party_type)}
          {party_type && project && ' · '}
          {project && <Link to={`/projects/${project.id}`}>{project.name}</Link>}
        </div>
      </td>
      <td className="numeric" data-label={label('debit')}>
        {money(line.debit)}
      </td>
      <td className="numeric" data-label={label('credit')}>
        {money(line.credit)}
      </td>
    </tr>
  )
}

function Lines({ journal }: Props) {
  const text = useText()
  const format = useFormat()
  const total = format.money(journal.total, journal.currency)
  return (
    <Section title={wordOf(text, 'fields', 'lines')} padded={false}>
      <div className="plain-table statement">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.money.account}</th>
              <th scope="col" className="numeric">
                {wordOf(text, 'fields', 'debit')}
              </th>
              <th scope="col" className="numeric">
                {wordOf(text, 'fields', 'credit')}
              </th>
            </tr>
          </thead>
          <tbody>
            {journal.lines.map((line) => (
              <Line key={line.line_no} line={line} journal={journal} />
            ))}
          </tbody>
          <tfoot>
            <tr className="sum">
              <th scope="row">{text.money.total}</th>
              <td className="numeric" data-label={wordOf(text, 'fields', 'debit')}>
                {total}
              </td>
              <td className="numeric" data-label={wordOf(text, 'fields', 'credit')}>
                {total}
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
    </Section>
  )
}

/** What this journal undoes, or what has undone it. */
function Linked({ journal }: Props) {
  const text = useText()
  const { reversed_by_id, reverses_id } = journal
  const other = reversed_by_id ?? reverses_id
  if (!other) return null
  return (
    <div className={`notice ${reversed_by_id ? 'refused' : ''}`}>
      <span>
        {reversed_by_id ? text.money.wasReversed : text.money.isReversal}{' '}
        <Link to={`/journals/${other}`}>{reversed_by_id ? text.money.toReversal : text.money.toOriginal}</Link>
      </span>
    </div>
  )
}

function Chain({ journal }: Props) {
  const text = useText()
  return (
    <Section title={text.money.chain} action={<Link to="/ledger/verify">{text.money.verify}</Link>}>
      <Facts
        facts={[
          { label: text.money.place, value: journal.seq },
          { label: text.money.hash, value: <span className="mono wrap">{journal.hash}</span> },
          { label: text.money.previousHash, value: <span className="mono wrap">{journal.previous_hash}</span> },
        ]}
      />
    </Section>
  )
}

/** The record whose process posted it, and the decisions that led here. */
function Origin({ journal }: Props) {
  const text = useText()
  const { posted_by, source_type, source_id, created_by } = journal
  const imported = OWN.includes(source_type)
  const where = imported ? listAddress('journals', { 'filter[source_id]': source_id }) : addressOfRecord(source_type, source_id)
  const source = source_id ? linkTo(where) : null
  return (
    <Section title={text.money.ledTo}>
      <div className="stack">
        <Facts
          facts={[
            {
              label: text.money.source,
              value: source ? <Link {...source}>{wordOf(text, 'values', source_type)}</Link> : wordOf(text, 'values', source_type),
            },
            {
              label: text.money.postedBy,
              value: posted_by ? (
                <Link {...linkTo(addressOfRecord(posted_by.type, posted_by.id))}>{wordOf(text, 'types', posted_by.type)}</Link>
              ) : (
                created_by?.name
              ),
            },
            { label: text.record.created, value: <Moment at={journal.created_at} /> },
          ]}
        />
        {posted_by && <Timeline path={`${pathOfType(posted_by.type)}/${posted_by.id}`} />}
      </div>
    </Section>
  )
}

function Journal({ journal }: Props) {
  const text = useText()
  const format = useFormat()
  const go = useNavigate()
  const [reversing, setReversing] = useState(false)
  const may = useMe()?.permissions.includes('journals.manage') ?? false
  const ability = journal.reversed_by_id
    ? { allowed: false, reason: 'duplicate', explain: text.money.wasReversed }
    : !OWN.includes(journal.source_type)
      ? { allowed: false, reason: 'of_record', explain: text.money.reverseRecord }
      : { allowed: may, reason: may ? null : 'journals.manage', explain: null }
  usePageTitle({ label: text.money.journals, to: '/journals' }, { label: journal.journal_no })
  return (
    <div className="page">
      <RecordHeader
        kind={`${wordOf(text, 'types', 'journal')} · ${format.date(journal.entry_date)}`}
        name={[journal.journal_no, memoIn(text, journal.memo, journal.source_type)].filter(Boolean).join(': ')}
        actions={
          <ActionButton ability={ability} variant="default" run={() => setReversing(true)}>
            {text.money.reverse}
          </ActionButton>
        }
        process={journal.process}
      />
      <RecordColumns
        left={
          <>
            <Linked journal={journal} />
            <Lines journal={journal} />
            <Chain journal={journal} />
          </>
        }
        right={<Origin journal={journal} />}
      />
      <Reverse
        opened={reversing}
        title={text.money.reverseTitle(journal.journal_no)}
        path={`${PATH}/${journal.id}`}
        onClose={() => setReversing(false)}
        done={async (reversal) => {
          say({ message: text.money.reversedNow })
          await Promise.all([PATH, '/api/admin/reports'].map(refresh))
          void go({ to: `/journals/${reversal.id}` })
        }}
      />
    </div>
  )
}

export function JournalPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<JournalDetail>(`${PATH}/${id}`))
  return <Loaded query={query}>{(journal) => <Journal key={journal.id} journal={journal} />}</Loaded>
}
