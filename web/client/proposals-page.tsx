/** The client portal's proposals: read on a phone, decided with the thumb. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Download, Handshake } from 'lucide-react'
import { useRef } from 'react'
import { getFile } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one } from '../kit/api/queries'
import { useRecordings } from '../kit/decision/decisions'
import { TaskSection } from '../kit/decision/task-section'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { reasonOf, wordOf } from '../kit/language/words'
import { saveFile } from '../kit/list/export'
import { ListPage } from '../kit/list/list-page'
import type { Column } from '../kit/list/types'
import { RecordHeader } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import '../kit/shell/tiles.css'
import { say } from '../kit/shell/say'
import { EmptyState, Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { isPast, ProposalFacts } from './proposal-facts'
import { type ClientProposal, type ClientProposalDetail, PROPOSALS } from './types'

const QUEUES = ['submitted', 'approved', 'revised', 'rejected']

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const of = (name: string, width: number, plain: (row: ClientProposal) => string): Column => ({
    name,
    label: wordOf(text, 'fields', name),
    width,
    sortable: false,
    plain: (row) => plain(row as ClientProposal),
    render: (row) => plain(row as ClientProposal),
  })
  return [
    { ...of('title', 220, (row) => row.title), sortable: true },
    {
      ...of('status', 130, (row) => wordOf(text, 'values', row.status)),
      render: (row) => <Status value={(row as ClientProposal).status} />,
    },
    { ...of('amount', 130, (row) => format.money(row.quoted_amount, row.currency)), numeric: true },
    of('project', 180, (row) => row.project?.name ?? ''),
    {
      ...of('submitted_at', 150, (row) => (row.submitted_at ? format.instant(row.submitted_at) : '')),
      label: text.portal.sent,
      sortable: true,
    },
  ]
}

export function ClientProposalsPage() {
  const text = useText()
  usePageTitle({ label: text.portal.proposals })
  const queues = QUEUES.map((status) => ({ label: wordOf(text, 'values', status), filters: { status } }))
  return (
    <ListPage
      path={PROPOSALS}
      name="client-proposals"
      title={text.portal.proposals}
      columns={useColumns()}
      searchable={false}
      tabs={[{ label: text.list.all, filters: { status: '' } }, ...queues]}
      empty={
        <EmptyState icon={Handshake} title={text.portal.noProposals}>
          {text.portal.noProposalsText}
        </EmptyState>
      }
      href={(row) => `/client/proposals/${row.id}`}
      nameOf={(row) => String(row.title)}
    />
  )
}

const ANSWERED: Record<string, 'answered' | 'waitNext'> = { approved: 'answered', rejected: 'answered', revised: 'waitNext' }

/** What the client can do now, or why nothing. */
function Answer({ proposal }: { proposal: ClientProposalDetail }) {
  const text = useText()
  const recordings = useRecordings()
  const zone = useMe()?.business.time_zone ?? 'UTC'
  const { task, status } = proposal
  // A refusal may be of a task that another round has closed meanwhile.
  const asked = useRef(new Set<string>())
  if (task) asked.current.add(task.id)
  const refused = [...recordings].flatMap(([id, each]) => (asked.current.has(id) && each.state === 'refused' ? [each.error] : []))[0]
  if (status !== 'submitted') {
    const said = ANSWERED[status]
    return said ? <div className="notice done">{text.portal[said]}</div> : null
  }
  if (isPast(proposal.valid_until, zone)) return <div className="notice refused">{text.portal.expired}</div>
  return (
    <>
      {refused && (
        <div className="notice refused" role="alert">
          {refused.reason === 'task_closed'
            ? text.portal.closed
            : reasonOf(text, refused.reason, refused.data.explain ?? refused.data.message)}
        </div>
      )}
      <TaskSection task={task} title={text.portal.yourAnswer} path={PROPOSALS} />
    </>
  )
}

/** The present round as it is printed. */
function Paper({ proposal }: { proposal: ClientProposalDetail }) {
  const text = useText()
  const path = `${PROPOSALS}/${proposal.id}/rounds/${proposal.current_round}/pdf`
  const save = async () => {
    try {
      saveFile(`${proposal.title}.pdf`, await getFile(path))
    } catch (failure) {
      const error = asApiError(failure)
      say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain ?? error.data.message) })
    }
  }
  return (
    <Button variant="default" leftSection={<Download size={16} aria-hidden />} onClick={() => void save()}>
      {text.portal.paper}
    </Button>
  )
}

function Proposal({ proposal }: { proposal: ClientProposalDetail }) {
  const text = useText()
  usePageTitle({ label: text.portal.proposals, to: '/client/proposals' }, { label: proposal.title })
  return (
    <div className="page narrow stack">
      <RecordHeader
        kind={text.types.proposal ?? ''}
        name={proposal.title}
        status={proposal.status}
        actions={<Paper proposal={proposal} />}
      />
      <ProposalFacts proposal={proposal} />
      <Answer proposal={proposal} />
    </div>
  )
}

export function ClientProposalPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<ClientProposalDetail>(`${PROPOSALS}/${id}`))
  return <Loaded query={query}>{(proposal) => <Proposal proposal={proposal} />}</Loaded>
}
