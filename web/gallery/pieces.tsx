/** Parts that show what is: buttons, statuses, states, records, stories, charts. */
import { Button } from '@mantine/core'
import { FileText } from 'lucide-react'
import { ApiError } from '../kit/api/errors'
import { Figures } from '../kit/charts/figures'
import { Results } from '../kit/list/bulk-bar'
import { ActionButton } from '../kit/record/action-button'
import { Comments } from '../kit/record/comments'
import { Facts, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { History, Moment, Timeline } from '../kit/record/story'
import { EmptyState, ErrorState, Loading } from '../kit/states/states'
import { Status } from '../kit/states/status'

const YES = { allowed: true, reason: null, explain: null }
const NO = { allowed: false, reason: 'not_owner', explain: 'Only who uploaded it may withdraw it.' }
const nothing = () => undefined
const AT = '2026-11-20T14:05:00Z'

export const Buttons = () => (
  <div className="row wraps">
    <Button>Approve document</Button>
    <Button variant="default">Download</Button>
    <Button variant="subtle">Clear</Button>
    <Button color="red.9">Reject</Button>
    <Button loading>Save</Button>
    <ActionButton ability={YES} run={nothing}>
      Send to verification
    </ActionButton>
    <ActionButton ability={NO} run={nothing}>
      Withdraw
    </ActionButton>
  </div>
)

export const Statuses = () => (
  <div className="row wraps" style={{ gap: 24 }}>
    {['pending', 'in_verification', 'archived', 'rejected', 'draft'].map((status) => (
      <Status key={status} value={status} />
    ))}
  </div>
)

const ERRORS = [
  new ApiError(0, {}, null),
  new ApiError(403, { reason: 'documents.view' }, null),
  new ApiError(404, {}, null),
  new ApiError(503, {}, 2),
  new ApiError(500, { request_id: '7f3a2c' }, null),
]

export const States = () => (
  <div style={{ display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', gap: 12 }}>
    <div className="card">
      <EmptyState icon={FileText} title="Nothing here yet" action={<Button>Upload documents</Button>}>
        Upload the first one: it is checked by one person and approved by another.
      </EmptyState>
    </div>
    {ERRORS.map((error) => (
      <div key={error.status} className="card">
        <ErrorState error={error} retry={nothing} />
      </div>
    ))}
  </div>
)

export const LoadingPart = () => <Loading rows={5} />

export const ResultsPart = () => (
  <Results
    results={[
      { id: '1', name: 'Lease of the crane', ok: true, message: 'Done' },
      { id: '2', name: 'Site plan', ok: false, message: 'Somebody else decided this task already.' },
    ]}
  />
)

export const RecordPart = () => (
  <>
    <RecordHeader
      kind="Document"
      name="Lease of the tower crane, north yard, with the amendments of both years"
      status="in_approval"
      actions={
        <>
          <ActionButton ability={YES} run={nothing}>
            Approve
          </ActionButton>
          <ActionButton ability={NO} run={nothing}>
            Withdraw
          </ActionButton>
        </>
      }
      menu={[{ label: 'Copy link', run: nothing }]}
    />
    <RecordColumns
      left={
        <Section title="Facts">
          <Facts
            facts={[
              { label: 'Document type', value: 'Contract' },
              { label: 'Project', value: 'Harbour hall' },
              { label: 'Amount', value: '€18,250.00' },
              { label: 'Created', value: <Moment at={AT} /> },
            ]}
          />
        </Section>
      }
      right={
        <Section title="Process">
          <div className="stack">
            {['draft', 'in_verification', 'archived', 'rejected'].map((status) => (
              <ProcessMap key={status} process="document" status={status} />
            ))}
          </div>
        </Section>
      }
    />
  </>
)

export const Story = () => (
  <div style={{ display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', gap: 12, alignItems: 'start' }}>
    <Section title="Timeline">
      <Timeline path="/api/admin/documents/1" />
    </Section>
    <Section title="History">
      <History path="/api/admin/documents/1" />
    </Section>
    <Section title="Comments">
      <Comments path="/api/admin/documents/1" />
    </Section>
  </div>
)

const FIGURES = [
  { label: 'In verification', value: 14 },
  { label: 'In approval', value: 31 },
  { label: 'Rejected', value: 6 },
]

export const Charts = () => {
  localStorage.setItem('cien.nobody.figures.table', '"table"')
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12, alignItems: 'start' }}>
      <Figures name="chart" title="Where work waits" unit="hours" figures={FIGURES} />
      <Figures name="table" title="Where work waits" unit="hours" figures={FIGURES} />
    </div>
  )
}
