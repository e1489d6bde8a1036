/** What is planned for a person in the coming days. */
import { useNavigate } from '@tanstack/react-router'
import { useEvents, itemOf } from '../calendar/events'
import { AgendaView } from '../kit/calendar/agenda'
import '../kit/calendar/calendar.css'
import { daysFrom } from '../kit/calendar/days'
import { useText } from '../kit/language/language'
import { Section } from '../kit/record/frame'
import { Loaded } from '../kit/states/states'

interface Props {
  path: string
  from: Date
  to: Date
}

export function Upcoming({ path, from, to }: Props) {
  const text = useText()
  const go = useNavigate()
  const query = useEvents(path, { from: from.toISOString(), to: to.toISOString() })
  const days = daysFrom(from, Math.round((to.getTime() - from.getTime()) / 86_400_000))
  return (
    <Section title={text.clock.next} padded={false}>
      <Loaded query={query} rows={2}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="soft section-body">{text.clock.nothingNext}</p>
          ) : (
            <AgendaView
              days={days}
              day={from}
              items={rows.map((row) => itemOf(row, text, false))}
              held={null}
              open={(item) => void go({ to: `/calendar/event/${item.id}` })}
              show={() => undefined}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
