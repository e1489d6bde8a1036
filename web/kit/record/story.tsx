/** The story of a record: what happened, who did it, why, and by which rule. */
import { Check, CircleDot, Clock, type LucideIcon, MessageSquare, UserRound, X } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { one } from '../api/queries'
import type { HistoryEntry, TimelineEntry } from '../api/types'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { Loaded } from '../states/states'
import './record.css'
import { textOf } from '../language/plain'

type Look = { icon: LucideIcon; tone: string }

function lookOf(entry: TimelineEntry): Look {
  if (entry.outcome && /reject|refuse|cancel/.test(entry.outcome)) return { icon: X, tone: 'refused' }
  if (entry.outcome) return { icon: Check, tone: 'done' }
  if (/remind|escalat/.test(entry.kind)) return { icon: Clock, tone: 'waiting' }
  if (/comment/.test(entry.kind)) return { icon: MessageSquare, tone: '' }
  return entry.actor ? { icon: UserRound, tone: '' } : { icon: CircleDot, tone: 'work' }
}

/** An instant: absolute, relative on hover, with the business's zone named when it is another. */
export function Moment({ at }: { at: string }) {
  const format = useFormat()
  const there = format.inBusinessZone(at)
  return (
    <time dateTime={at} title={[format.relative(at), there].filter(Boolean).join(' · ')}>
      {format.instant(at)}
    </time>
  )
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const text = useText()
  const { icon: Icon, tone } = lookOf(entry)
  const known = entry.outcome ? text.decided[entry.outcome] : text.steps[entry.kind]
  return (
    <li>
      <span className={`mark ${tone}`}>
        <Icon size={12} aria-hidden />
      </span>
      <div>
        <div>
          <b className="strong">{known ?? entry.title}</b>
        </div>
        <div className="small soft">
          {entry.actor?.name ?? text.record.system}
          {entry.on_behalf_of && ` ${text.record.onBehalfOf(entry.on_behalf_of.name)}`}
          {entry.data.on_behalf === true && ` ${text.record.forClient}`}
          {' · '}
          <Moment at={entry.at} />
        </div>
        {entry.comment && <p className="quote">{entry.comment}</p>}
        {entry.rule && <div className="small soft">{text.record.rule(entry.rule)}</div>}
      </div>
    </li>
  )
}

/** `GET <path>/timeline`, oldest first as it happened. */
export function Timeline({ path }: { path: string }) {
  const text = useText()
  const query = useQuery(one<TimelineEntry[]>(`${path}/timeline`))
  return (
    <Loaded query={query} rows={4}>
      {(entries) =>
        entries.length === 0 ? (
          <p className="soft">{text.record.noTimeline}</p>
        ) : (
          <ol className="timeline">
            {entries.map((entry, index) => (
              <Entry key={`${entry.at}${index}`} entry={entry} />
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}

const shown = (value: unknown): string => textOf(value) || '–'

function Changes({ changes }: { changes: HistoryEntry['changes'] }) {
  const text = useText()
  return (
    <div className="change small">
      {Object.entries(changes).map(([field, [before, after]]) => (
        <div key={field}>
          {wordOf(text, 'fields', field)}: <del aria-label={`${text.record.was} ${shown(before)}`}>{shown(before)}</del> →{' '}
          <ins aria-label={`${text.record.is} ${shown(after)}`}>{shown(after)}</ins>
        </div>
      ))}
    </div>
  )
}

/** `GET <path>/history`: every change of a field, and who saw the record. */
export function History({ path }: { path: string }) {
  const text = useText()
  const query = useQuery(one<HistoryEntry[]>(`${path}/history`))
  return (
    <Loaded query={query} rows={4}>
      {(entries) =>
        entries.length === 0 ? (
          <p className="soft">{text.record.noHistory}</p>
        ) : (
          <ol className="timeline">
            {entries.map((entry, index) => (
              <li key={`${entry.at}${index}`}>
                <span className="mark">
                  <CircleDot size={12} aria-hidden />
                </span>
                <div>
                  <b className="strong">{wordOf(text, 'steps', entry.action)}</b>
                  <div className="small soft">
                    {entry.actor?.name ?? text.record.system} · <Moment at={entry.at} /> · {text.record.version(entry.version)}
                  </div>
                  <Changes changes={entry.changes} />
                </div>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}
