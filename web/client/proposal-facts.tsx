/** What a proposal says, and what changed since the former round. */
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { Facts, Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { Status } from '../kit/states/status'
import type { ClientProposalDetail, Round } from './types'

/** `a − b` of two amounts of one currency, exactly: amounts never pass through a float. */
export function difference(a: string, b: string): string {
  const digits = a.split('.')[1]?.length ?? 0
  const minor = (amount: string): bigint => BigInt(amount.replace('.', ''))
  const result = minor(a) - minor(b)
  const positive = (result < 0n ? -result : result).toString().padStart(digits + 1, '0')
  const whole = digits === 0 ? positive : `${positive.slice(0, -digits)}.${positive.slice(-digits)}`
  return result < 0n ? `-${whole}` : whole
}

function useChange(): (now: Round, before: Round) => string {
  const text = useText()
  const format = useFormat()
  return (now, before) => {
    const change = difference(now.amount, before.amount)
    if (Number(change) === 0) return text.portal.amountSame
    const amount = format.money(change.replace('-', ''), now.currency)
    return change.startsWith('-') ? text.portal.amountLess(amount) : text.portal.amountMore(amount)
  }
}

function Changes({ now, before }: { now: Round; before: Round }) {
  const text = useText()
  const format = useFormat()
  const change = useChange()
  const day = (value: string | null) => (value ? format.date(value) : text.portal.noEnd)
  return (
    <Section title={text.portal.changed}>
      <Facts
        facts={[
          {
            label: text.portal.amount,
            value: (
              <>
                <span className="soft">{format.money(before.amount, before.currency)} → </span>
                <b className="strong">{format.money(now.amount, now.currency)}</b>
                <span style={{ display: 'block' }}>{change(now, before)}</span>
              </>
            ),
          },
          now.valid_until !== before.valid_until
            ? { label: text.portal.validity, value: `${day(before.valid_until)} → ${day(now.valid_until)}` }
            : { label: '', value: null },
          now.notes !== before.notes
            ? {
                label: text.portal.notes,
                value: (
                  <div className="stack tight">
                    <span className="soft wrap">{before.notes ?? text.portal.noNotes}</span>
                    <span className="wrap">{now.notes ?? text.portal.noNotes}</span>
                  </div>
                ),
              }
            : { label: '', value: null },
        ]}
      />
    </Section>
  )
}

/** The days a proposal counts are days of the business. */
export const isPast = (valid_until: string | null, time_zone: string, now = new Date()): boolean =>
  valid_until !== null && valid_until < new Intl.DateTimeFormat('en-CA', { timeZone: time_zone }).format(now)

function Rounds({ rounds }: { rounds: Round[] }) {
  const text = useText()
  const format = useFormat()
  return (
    <Section title={text.portal.rounds}>
      <ol className="plain-list">
        {rounds.toReversed().map((round) => (
          <li key={round.round_number} className="row between wraps">
            <span>
              <b className="strong">{text.portal.round(round.round_number)}</b>
              <span className="small soft" style={{ display: 'block' }}>
                {round.submitted_at && <Moment at={round.submitted_at} />}
              </span>
            </span>
            <span className="number">{format.money(round.amount, round.currency)}</span>
            <Status value={round.status} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

export function ProposalFacts({ proposal }: { proposal: ClientProposalDetail }) {
  const text = useText()
  const format = useFormat()
  const now = proposal.rounds.find(({ round_number }) => round_number === proposal.current_round)
  const before = proposal.rounds.find(({ round_number }) => round_number === proposal.current_round - 1)
  return (
    <>
      <Section title={text.portal.round(proposal.current_round)}>
        <div className="stack">
          <div className="big-figure number">{format.money(proposal.quoted_amount, proposal.currency)}</div>
          <Facts
            facts={[
              { label: text.fields.project_id ?? '', value: proposal.project?.name },
              { label: text.portal.validity, value: proposal.valid_until ? format.date(proposal.valid_until) : text.portal.noEnd },
              { label: text.portal.sent, value: proposal.submitted_at && <Moment at={proposal.submitted_at} /> },
              { label: text.portal.decided, value: proposal.decided_at && <Moment at={proposal.decided_at} /> },
              { label: text.portal.notes, value: proposal.notes && <span className="wrap">{proposal.notes}</span> },
            ]}
          />
        </div>
      </Section>
      {now && before && <Changes now={now} before={before} />}
      {proposal.rounds.length > 1 && <Rounds rounds={proposal.rounds} />}
    </>
  )
}
