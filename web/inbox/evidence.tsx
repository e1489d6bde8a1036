/** What a task is about, by type of record; types without an entry here show their facts. */
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'
import { list, one, resourcesQuery } from '../kit/api/queries'
import type { DocumentDetail, RecordRow, Task } from '../kit/api/types'
import { Viewer } from '../kit/files/viewer'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { plainValue } from '../kit/list/columns'
import { wordOf } from '../kit/language/words'
import { addressOfRecord } from '../kit/record/address'
import { Facts, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { Moment, Timeline } from '../kit/record/story'
import { Loaded, Loading } from '../kit/states/states'
import { Comments } from '../kit/record/comments'
import { textOf } from '../kit/language/plain'

/** The API's path of a task's record; undefined when the console knows no page for it. */
export const documentPath = (id: string): string => `/api/admin/documents/${id}`

function DocumentFacts({ document }: { document: DocumentDetail }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <Facts
      facts={[
        { label: label('document_type_id'), value: document.document_type?.name },
        { label: label('project_id'), value: document.project?.name },
        { label: label('description'), value: document.description && <span className="wrap">{document.description}</span> },
        { label: label('uploaded_by_id'), value: document.uploaded_by?.name },
        { label: label('document_version'), value: document.document_version },
        { label: label('file'), value: document.file && `${document.file.original_name} · ${format.bytes(document.file.size_bytes)}` },
      ]}
    />
  )
}

function DocumentEvidence({ task }: { task: Task }) {
  const text = useText()
  const path = documentPath(task.subject.id)
  const query = useQuery(one<DocumentDetail>(path))
  return (
    <Loaded query={query} rows={8}>
      {(document) => (
        <>
          <div className="card evidence">
            {document.file && (
              <Viewer
                file={{
                  path: `${path}/file?version=${document.document_version}`,
                  name: document.file.original_name,
                  mime_type: document.file.mime_type,
                }}
              />
            )}
          </div>
          <div className="stack">
            <Section title={text.record.facts}>
              <div className="stack">
                <ProcessMap process="document" status={document.status} />
                <DocumentFacts document={document} />
              </div>
            </Section>
            <Section title={text.tasks.soFar}>
              <Timeline path={path} />
            </Section>
            <Section title={text.record.comments}>
              <Comments path={path} />
            </Section>
          </div>
        </>
      )}
    </Loaded>
  )
}

function RegistrationEvidence({ task }: { task: Task }) {
  const text = useText()
  const path = `/api/platform/registrations/${task.subject.id}`
  const query = useQuery(one<RecordRow & { business_name?: string }>(path))
  const fields = ['business_name', 'name', 'username', 'email', 'time_zone', 'base_currency', 'created_at']
  return (
    <Loaded query={query} rows={6}>
      {(record) => (
        <Section title={text.platform.registration}>
          <Facts
            facts={fields.map((field) => ({
              label: wordOf(text, 'fields', field),
              value: field === 'created_at' ? <Moment at={record.created_at} /> : textOf(record[field]),
            }))}
          />
        </Section>
      )}
    </Loaded>
  )
}

/** Facts of a record whose type has a resource definition and no evidence of its own. */
function PlainEvidence({ task }: { task: Task }) {
  const text = useText()
  const words = { text, format: useFormat() }
  const definition = useQuery(resourcesQuery()).data?.find((each) => each.type === task.subject.type)
  const query = useQuery({ ...one<RecordRow>(`${definition?.path ?? ''}/${task.subject.id}`), enabled: definition !== undefined })
  if (!definition) return <p className="soft">{text.tasks.noEvidence}</p>
  return (
    <Loaded query={query}>
      {(record) => (
        <Section title={text.record.facts}>
          <Facts
            facts={definition.fields.map((field) => ({
              label: wordOf(text, 'fields', field.label),
              value: plainValue(field, record, words),
            }))}
          />
        </Section>
      )}
    </Loaded>
  )
}

// Loaded when such a task is shown: the inbox is everybody's first page and must stay light.
const ProposalEvidence = lazy(async () => ({ default: (await import('./project-evidence')).ProposalEvidence }))
const ExpenseEvidence = lazy(async () => ({ default: (await import('./project-evidence')).ExpenseEvidence }))

const EVIDENCE: Record<string, ComponentType<{ task: Task }>> = {
  document: DocumentEvidence,
  registration: RegistrationEvidence,
  proposal: ProposalEvidence,
  expense: ExpenseEvidence,
}

export function Evidence({ task }: { task: Task }) {
  const Shown = EVIDENCE[task.subject.type] ?? PlainEvidence
  return (
    <Suspense fallback={<Loading rows={8} />}>
      <Shown task={task} />
    </Suspense>
  )
}

/** The record's own page, where it has one. */
export const recordPage = (task: Task, user_type?: string): string | null => {
  const address = addressOfRecord(task.subject.type, task.subject.id, user_type)
  return address.startsWith('/inbox') ? null : address
}

/** What to read ahead for the next task; never the file itself, whose reading is written to its history. */
export const aheadOf = (task: Task) =>
  task.subject.type === 'document' ? one<DocumentDetail>(documentPath(task.subject.id)) : list<Task>('/api/tasks', { per_page: 1 })
