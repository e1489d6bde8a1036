/** The rounds of a proposal, the present one first: what was asked, what it changed, how it was answered. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Equal, FileDown } from 'lucide-react'
import { getFile } from '../kit/api/client'
import { one } from '../kit/api/queries'
import type { ProposalRound, TimelineEntry } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { saveFile } from '../kit/list/export'
import { Facts, Section } from '../kit/record/frame'
import { useStep } from '../kit/record/step'
import { Moment } from '../kit/record/story'
import { Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import './proposals.css'

/** What a round changed of the price before it. */
function Difference({ round }: { round: ProposalRound }) {
  const text = useText()
  const format = useFormat()
  if (round.difference === null) return null
  const by = Number(round.difference)
  const before = Number(round.amount) - by
  const amount = format.money(round.difference.replace('-', ''), round.currency)
  const share = format.percent(before === 0 ? 0 : Math.abs(by) / before)
  const Icon = by === 0 ? Equal : by > 0 ? ArrowUp : ArrowDown
  return (
    <span className="difference small">
      <Icon size={14} aria-hidden />
      {by === 0 ? text.proposals.same : by > 0 ? text.proposals.more(amount, share) : text.proposals.less(amount, share)}
    </span>
  )
}

/** The answer a round was given, with the comment that came with it. */
const answerOf = (story: TimelineEntry[] | undefined, round: number): TimelineEntry | undefined =>
  story?.findLast((entry) => entry.outcome !== null && entry.data.round === round)

interface RoundProps {
  path: string
  round: ProposalRound
  present: boolean
  answer: TimelineEntry | undefined
}

/** The round as a paper for the client. */
function Paper({ path, round }: Pick<RoundProps, 'path' | 'round'>) {
  const text = useText()
  const step = useStep()
  const name = text.proposals.pdfOf(round.round_number)
  const save = async () => saveFile(`${name}.pdf`, await getFile(`${path}/rounds/${round.round_number}/pdf`))
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={name}
      leftSection={<FileDown size={14} aria-hidden />}
      onClick={() => void step(save)}
    >
      {text.proposals.pdf}
    </Button>
  )
}

function Round({ path, round, present, answer }: RoundProps) {
  const text = useText()
  const format = useFormat()
  return (
    <li className="round" data-present={present || undefined}>
      <div className="row wraps between">
        <h3>
          {text.proposals.round(round.round_number)} {present && <span className="small soft">· {text.proposals.present}</span>}
        </h3>
        <span className="row">
          <Status value={round.status} />
          {round.submitted_at && <Paper path={path} round={round} />}
        </span>
      </div>
      <div className="row wraps">
        <span className="amount number">{format.money(round.amount, round.currency)}</span>
        <Difference round={round} />
      </div>
      <Facts
        facts={[
          { label: text.proposals.sentOn, value: round.submitted_at ? <Moment at={round.submitted_at} /> : text.proposals.notSent },
          {
            label: text.proposals.decidedOn,
            value: round.decided_at ? <Moment at={round.decided_at} /> : round.submitted_at && text.proposals.noAnswer,
          },
          { label: text.proposals.validUntil, value: round.valid_until ? format.date(round.valid_until) : text.proposals.noEnd },
          { label: wordOf(text, 'fields', 'notes'), value: round.notes && <span className="wrap">{round.notes}</span> },
        ]}
      />
      {answer?.comment && (
        <p className="quote">
          {answer.comment} <span className="small soft">– {answer.actor?.name ?? text.record.system}</span>
        </p>
      )}
    </li>
  )
}

export function Rounds({ path, current }: { path: string; current: number }) {
  const text = useText()
  const query = useQuery(one<ProposalRound[]>(`${path}/rounds`))
  const story = useQuery(one<TimelineEntry[]>(`${path}/timeline`)).data
  return (
    <Section title={text.proposals.rounds} padded={false}>
      <Loaded query={query} rows={4}>
        {(rounds) => (
          <ol className="rounds" reversed>
            {rounds.toReversed().map((round) => (
              <Round
                key={round.round_number}
                path={path}
                round={round}
                present={round.round_number === current}
                answer={answerOf(story, round.round_number)}
              />
            ))}
          </ol>
        )}
      </Loaded>
    </Section>
  )
}
