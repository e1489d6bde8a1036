/** What the pages of vouchers, variation and daywork orders share: their head, their steps, their way, their story. */
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { post, remove } from '../kit/api/client'
import { refresh } from '../kit/api/queries'
import type { Ability } from '../kit/api/types'
import { TaskSection } from '../kit/decision/task-section'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { type MenuAction, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { useStep } from '../kit/record/step'
import { StoryTabs } from '../kit/record/story-tabs'
import { say } from '../kit/shell/say'
import type { Instrument } from './types'

interface Props {
  record: Instrument
  /** Its list in the API and in the console. */
  api: string
  list: string
  /** The type of its record and process. */
  type: string
  name: string
  /** What its facts stand on the map as; its status unless another word says more. */
  stage?: string
  facts: ReactNode
  left?: ReactNode
  actions?: ReactNode
  /** Entries of the menu beside those of every record. */
  menu?: MenuAction[]
}

type Asked = 'remove' | null

/** The draft is the author's: it can be sent, changed and withdrawn; the reasons come with the record. */
function useMenu({ record, list, menu = [] }: Props, ask: (what: Asked) => void): MenuAction[] {
  const text = useText()
  const go = useNavigate()
  return [
    { label: text.act.edit, ability: record.can.edit, run: () => void go({ to: `${list}/${record.id}/edit` }) },
    ...menu,
    { label: text.money.withdraw, ability: record.can.remove, danger: true, run: () => ask('remove') },
  ]
}

function Submit({ record, path, api }: { record: Instrument; path: string; api: string }) {
  const text = useText()
  const step = useStep(api, '/api/admin/projects')
  const ability: Ability | undefined = record.can.submit
  if (!ability || !['draft', 'rejected'].includes(record.status)) return null
  return (
    <ActionButton ability={ability} run={() => void step(() => post(`${path}/submit`, { version: record.version }), text.money.submitted)}>
      {text.money.submit}
    </ActionButton>
  )
}

export function InstrumentPage(props: Props) {
  const { record, api, list, type, name, stage, facts, left, actions } = props
  const text = useText()
  const go = useNavigate()
  const [asked, ask] = useState<Asked>(null)
  const path = `${api}/${record.id}`
  const withdraw = async () => {
    await remove(path)
    say({ message: `${text.money.withdrawn}: ${name}` })
    await refresh(api)
    void go({ to: list })
  }
  return (
    <div className="page">
      <RecordHeader
        kind={wordOf(text, 'types', type)}
        name={name}
        status={stage ?? record.status}
        actions={
          <>
            <Submit record={record} path={path} api={api} />
            {actions}
          </>
        }
        menu={useMenu(props, ask)}
        process={record.process}
      />
      <RecordColumns
        left={
          <>
            {left}
            <StoryTabs path={path} comments={false} />
          </>
        }
        right={
          <>
            <TaskSection task={record.task} path={api} />
            <Section title={text.record.facts}>
              <div className="stack">
                <ProcessMap process={type} status={stage ?? record.status} />
                {facts}
              </div>
            </Section>
          </>
        }
      />
      <Confirm
        opened={asked === 'remove'}
        title={text.money.withdrawTitle(name)}
        body={text.money.withdrawText}
        verb={text.money.withdraw}
        danger
        onClose={() => ask(null)}
        run={withdraw}
      />
    </div>
  )
}
