/** One month of the books: its state, its checklist, who asked what and why, and the decision of a second person. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { one } from '../kit/api/queries'
import { TaskSection } from '../kit/decision/task-section'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { Facts, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { Moment } from '../kit/record/story'
import { StoryTabs } from '../kit/record/story-tabs'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { Ask, PERIODS } from './ask'
import { Checklist } from './checklist'
import type { PeriodDetail } from './types'

function Period({ period }: { period: PeriodDetail }) {
  const text = useText()
  const format = useFormat()
  const name = format.bookMonth(period.month)
  const path = `${PERIODS}/${period.id}`
  const label = (field: string) => wordOf(text, 'fields', field)
  usePageTitle({ label: text.money.periods, to: '/periods' }, { label: name })
  return (
    <div className="page">
      <RecordHeader
        kind={wordOf(text, 'types', 'period')}
        name={name}
        status={period.status === 'open' ? 'open_month' : period.status}
        actions={
          <>
            {period.status === 'open' && <Ask month={period.month} way="close" />}
            {period.status === 'closed' && <Ask month={period.month} way="reopen" />}
          </>
        }
        process={period.process}
      />
      <RecordColumns
        left={
          <>
            <Section title={text.money.checklist}>
              <Checklist items={period.checklist} />
            </Section>
            <StoryTabs path={path} comments={false} />
          </>
        }
        right={
          <>
            <TaskSection task={period.task} path={PERIODS} />
            <Section title={text.record.facts}>
              <div className="stack">
                <ProcessMap process="period" status={period.status} />
                <Facts
                  facts={[
                    { label: label('asked_by_id'), value: period.asked_by?.name },
                    { label: label('asked_at'), value: period.asked_at && <Moment at={period.asked_at} /> },
                    { label: text.people.reason, value: period.reason && <span className="wrap">{period.reason}</span> },
                    { label: label('decided_by_id'), value: period.decided_by?.name },
                    { label: label('closed_at'), value: period.closed_at && <Moment at={period.closed_at} /> },
                  ]}
                />
              </div>
            </Section>
          </>
        }
      />
    </div>
  )
}

export function PeriodPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<PeriodDetail>(`${PERIODS}/${id}`))
  return <Loaded query={query}>{(period) => <Period key={period.id} period={period} />}</Loaded>
}
