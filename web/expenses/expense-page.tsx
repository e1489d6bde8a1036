/** One expense: its receipt beside its facts, where it stands, and the decision in place. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { ReceiptText } from 'lucide-react'
import { useState } from 'react'
import { post, remove } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import { TaskSection } from '../kit/decision/task-section'
import { Viewer } from '../kit/files/viewer'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { reasonOf, wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { Facts, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { Moment, Timeline } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { EmptyState, Loaded } from '../kit/states/states'
import { type ExpenseDetail, expensesPath } from './types'

export function ExpenseFacts({ expense }: { expense: ExpenseDetail }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <div className="stack">
      <ProcessMap process="expense" status={expense.status} />
      <Facts
        facts={[
          { label: label('amount'), value: <b className="strong number">{format.money(expense.amount, expense.currency)}</b> },
          { label: label('project_id'), value: expense.project?.name },
          { label: label('category'), value: expense.category },
          { label: label('spent_on'), value: format.date(expense.spent_on) },
          { label: label('description'), value: expense.description && <span className="wrap">{expense.description}</span> },
          { label: label('created_by_id'), value: expense.created_by?.name },
          { label: label('created_at'), value: <Moment at={expense.created_at} /> },
          { label: label('decided_at'), value: expense.decided_at && <Moment at={expense.decided_at} /> },
        ]}
      />
    </div>
  )
}

/** The receipt, or that there is none. */
export function ReceiptView({ expense }: { expense: ExpenseDetail }) {
  const text = useText()
  const { receipt } = expense
  if (!receipt)
    return (
      <div className="card">
        <EmptyState icon={ReceiptText} title={text.expenses.receipt}>
          {text.expenses.noReceipt}
        </EmptyState>
      </div>
    )
  return (
    <div className="card" style={{ height: 560, overflow: 'hidden' }}>
      <Viewer file={{ path: `${expensesPath()}/${expense.id}/file`, name: receipt.original_name, mime_type: receipt.mime_type }} />
    </div>
  )
}

function Actions({ expense }: { expense: ExpenseDetail }) {
  const text = useText()
  const go = useNavigate()
  const path = `${expensesPath()}/${expense.id}`
  const submit = async () => {
    try {
      await post(`${path}/submit`)
      say({ message: text.expenses.submitted })
    } catch (failure) {
      const error = asApiError(failure)
      say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain ?? error.data.message) })
    }
    await Promise.all([refresh(expensesPath()), refresh('/api/tasks')])
  }
  return (
    <>
      <ActionButton ability={expense.can.submit} run={() => void submit()}>
        {text.expenses.submit}
      </ActionButton>
      <ActionButton ability={expense.can.edit} variant="default" run={() => void go({ to: `/expenses/${expense.id}/edit` })}>
        {text.act.edit}
      </ActionButton>
    </>
  )
}

function ExpenseRecord({ expense }: { expense: ExpenseDetail }) {
  const text = useText()
  const go = useNavigate()
  const [removing, setRemoving] = useState(false)
  const path = `${expensesPath()}/${expense.id}`
  usePageTitle({ label: text.expenses.title, to: '/expenses' }, { label: expense.category })
  const removeIt = async () => {
    await remove(path)
    say({ message: text.expenses.removed })
    await refresh(expensesPath())
    void go({ to: '/expenses' })
  }
  return (
    <div className="page">
      <RecordHeader
        kind={text.types.expense ?? ''}
        name={expense.category}
        status={expense.status}
        actions={<Actions expense={expense} />}
        menu={[{ label: text.act.remove, ability: expense.can.remove, danger: true, run: () => setRemoving(true) }]}
        process={expense.process}
      />
      {expense.status === 'rejected' && (
        <div className="notice refused" style={{ marginBottom: 16 }}>
          {text.expenses.rejectedText}
        </div>
      )}
      <RecordColumns
        left={<ReceiptView expense={expense} />}
        right={
          <>
            <TaskSection task={expense.task} path={expensesPath()} />
            <Section title={text.record.facts}>
              <ExpenseFacts expense={expense} />
            </Section>
            <Section title={text.record.timeline}>
              <Timeline path={path} />
            </Section>
          </>
        }
      />
      <Confirm
        opened={removing}
        title={text.record.deleteTitle(expense.category)}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setRemoving(false)}
        run={removeIt}
      />
    </div>
  )
}

export function ExpensePage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<ExpenseDetail>(`${expensesPath()}/${id}`))
  return <Loaded query={query}>{(expense) => <ExpenseRecord expense={expense} />}</Loaded>
}
