/** What a task about a proposal or an expense shows beside the decision. */
import { useQuery } from '@tanstack/react-query'
import { ProposalFacts } from '../client/proposal-facts'
import { type ClientProposalDetail, PROPOSALS } from '../client/types'
import { ExpenseFacts, ReceiptView } from '../expenses/expense-page'
import { type ExpenseDetail, expensesPath } from '../expenses/types'
import { one } from '../kit/api/queries'
import type { ProposalDetail, Task } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { Facts, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { Timeline } from '../kit/record/story'
import { useMe } from '../kit/shell/me'
import { Loaded } from '../kit/states/states'
import { Rounds } from '../proposals/rounds'

/** Every round of a proposal, for a colleague who records the client's answer. */
function OfficeProposal({ task }: { task: Task }) {
  const text = useText()
  const path = `/api/admin/proposals/${task.subject.id}`
  const query = useQuery(one<ProposalDetail>(path))
  return (
    <Loaded query={query} rows={6}>
      {(proposal) => (
        <>
          <Section title={text.record.facts}>
            <div className="stack">
              <ProcessMap process="proposal" status={proposal.status} />
              <Facts facts={[{ label: wordOf(text, 'fields', 'project_id'), value: proposal.project?.name }]} />
            </div>
          </Section>
          <Rounds path={path} current={proposal.current_round} />
        </>
      )}
    </Loaded>
  )
}

/** The proposal as its client sees it; colleagues who answer on behalf see its rounds. */
export function ProposalEvidence({ task }: { task: Task }) {
  const client = useMe()?.user_type === 'client'
  const query = useQuery({ ...one<ClientProposalDetail>(`${PROPOSALS}/${task.subject.id}`), enabled: client })
  if (!client) return <OfficeProposal task={task} />
  return <Loaded query={query}>{(proposal) => <ProposalFacts proposal={proposal} />}</Loaded>
}

/** An expense with its receipt. */
export function ExpenseEvidence({ task }: { task: Task }) {
  const text = useText()
  const path = `${expensesPath()}/${task.subject.id}`
  const query = useQuery(one<ExpenseDetail>(path))
  return (
    <Loaded query={query} rows={8}>
      {(expense) => (
        <>
          <ReceiptView expense={expense} />
          <div className="stack">
            <Section title={text.record.facts}>
              <ExpenseFacts expense={expense} />
            </Section>
            <Section title={text.tasks.soFar}>
              <Timeline path={path} />
            </Section>
          </div>
        </>
      )}
    </Loaded>
  )
}
