/** One proposal: its rounds, how long it counts, whose answer it waits for, and what may be done now. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { post, remove } from '../kit/api/client'
import { one, refresh } from '../kit/api/queries'
import type { ProjectDetail, ProposalDetail } from '../kit/api/types'
import { TaskSection } from '../kit/decision/task-section'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { Facts, type MenuAction, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { useStep } from '../kit/record/step'
import { Moment } from '../kit/record/story'
import { StoryTabs } from '../kit/record/story-tabs'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Revise } from './revise'
import { Rounds } from './rounds'

const LIST = '/api/admin/proposals'
const pathOf = (id: string): string => `${LIST}/${id}`

type Asked = 'submit' | 'revise' | 'remove' | null

interface Props {
  proposal: ProposalDetail
}

/** How long the present round counts, and when the client is reminded of it. */
function Validity({ proposal }: Props) {
  const text = useText()
  const format = useFormat()
  const { validity, status } = proposal
  if (status === 'approved') return <div className="notice done">{text.proposals.approvedText}</div>
  if (status !== 'submitted') return null
  if (!validity) return <p className="small soft">{text.proposals.noReminder}</p>
  if (validity.expired) return <div className="notice refused">{text.proposals.expired}</div>
  const reminded = Date.parse(validity.remind_at) <= Date.now()
  const when = format.relative(validity.remind_at)
  return (
    <div className="notice waiting">
      <span>
        {text.proposals.expires(format.relative(validity.expires_at))}{' '}
        {reminded ? text.proposals.reminded(when) : text.proposals.reminder(when)}
      </span>
    </div>
  )
}

/** Whose answer is awaited; without a client on the project it must be recorded for them. */
function WaitsFor({ proposal }: Props) {
  const text = useText()
  const may = proposal.project !== null
  const project = useQuery({ ...one<ProjectDetail>(`/api/admin/projects/${proposal.project_id}`), enabled: may }).data
  if (proposal.status !== 'submitted' || !project) return null
  const name = project.client_user?.name
  return <p className={name ? undefined : 'soft'}>{name ? text.proposals.waitsFor(name) : text.proposals.noClient}</p>
}

function ProposalFacts({ proposal }: Props) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <Section title={text.record.facts}>
      <div className="stack">
        <ProcessMap process="proposal" status={proposal.status} />
        <WaitsFor proposal={proposal} />
        <Validity proposal={proposal} />
        <Facts
          facts={[
            { label: label('project_id'), value: <Link to={`/projects/${proposal.project_id}`}>{proposal.project?.name}</Link> },
            { label: label('quoted_amount'), value: format.money(proposal.quoted_amount, proposal.currency) },
            { label: label('current_round'), value: proposal.current_round },
            { label: label('created_by_id'), value: proposal.created_by?.name },
            { label: label('created_at'), value: <Moment at={proposal.created_at} /> },
            { label: label('updated_at'), value: <Moment at={proposal.updated_at} /> },
          ]}
        />
      </div>
    </Section>
  )
}

function Actions({ proposal, ask }: Props & { ask(what: Asked): void }) {
  const text = useText()
  const { can, status } = proposal
  return (
    <>
      {status === 'draft' && (
        <ActionButton ability={can.submit} run={() => ask('submit')}>
          {text.proposals.submit}
        </ActionButton>
      )}
      {status !== 'draft' && status !== 'approved' && (
        <ActionButton ability={can.revise} run={() => ask('revise')}>
          {text.proposals.revise}
        </ActionButton>
      )}
    </>
  )
}

function useMenuOf(proposal: ProposalDetail, ask: (what: Asked) => void): MenuAction[] {
  const text = useText()
  const go = useNavigate()
  return [
    { label: text.act.edit, ability: proposal.can.edit, run: () => void go({ to: `/proposals/${proposal.id}/edit` }) },
    { label: text.act.remove, ability: proposal.can.remove, danger: true, run: () => ask('remove') },
  ]
}

function Proposal({ proposal }: Props) {
  const text = useText()
  const go = useNavigate()
  const [asked, ask] = useState<Asked>(null)
  const path = pathOf(proposal.id)
  const step = useStep(LIST, '/api/admin/projects')
  const close = () => ask(null)
  usePageTitle({ label: text.proposals.title, to: '/proposals' }, { label: proposal.title })
  const submit = async () => void (await step(() => post(`${path}/submit`, { version: proposal.version }), text.proposals.submitted))
  const removeIt = async () => {
    await remove(path)
    say({ message: text.proposals.removed })
    await refresh(LIST)
    void go({ to: '/proposals' })
  }
  return (
    <div className="page">
      <RecordHeader
        kind={text.types.proposal ?? ''}
        name={proposal.title}
        status={proposal.status}
        actions={<Actions proposal={proposal} ask={ask} />}
        menu={useMenuOf(proposal, ask)}
        process={proposal.process}
      />
      <RecordColumns
        left={
          <>
            <Rounds path={path} current={proposal.current_round} />
            <StoryTabs path={path} />
          </>
        }
        right={
          <>
            <TaskSection task={proposal.task} path={LIST} />
            <ProposalFacts proposal={proposal} />
          </>
        }
      />
      <Confirm
        opened={asked === 'submit'}
        title={`${text.proposals.submit}: ${proposal.title}`}
        body={text.proposals.submitText}
        verb={text.proposals.submit}
        onClose={close}
        run={submit}
      />
      <Confirm
        opened={asked === 'remove'}
        title={text.record.deleteTitle(proposal.title)}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={close}
        run={removeIt}
      />
      <Revise opened={asked === 'revise'} proposal={proposal} onClose={close} />
    </div>
  )
}

export function ProposalPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<ProposalDetail>(pathOf(id)))
  return <Loaded query={query}>{(proposal) => <Proposal key={proposal.id} proposal={proposal} />}</Loaded>
}
