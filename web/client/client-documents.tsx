/** The client portal: approved documents of one's own projects, phone first. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Download, FileText } from 'lucide-react'
import { getFile } from '../kit/api/client'
import { one } from '../kit/api/queries'
import type { DocumentRow, RecordRow } from '../kit/api/types'
import { Viewer } from '../kit/files/viewer'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { saveFile } from '../kit/list/export'
import { ListPage } from '../kit/list/list-page'
import type { Column } from '../kit/list/types'
import { Facts, RecordHeader, Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'

const PATH = '/api/client/documents'

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  const of = (name: string, width: number, plain: (row: DocumentRow) => string): Column => ({
    name,
    label: label(name),
    width,
    sortable: false,
    plain: (row) => plain(row as DocumentRow),
    render: (row: RecordRow) => plain(row as DocumentRow),
  })
  return [
    { ...of('name', 240, (row) => row.name), sortable: true },
    of('project', 180, (row) => row.project?.name ?? ''),
    of('document_type', 150, (row) => row.document_type?.name ?? ''),
    { ...of('archived_at', 150, (row) => (typeof row.archived_at === 'string' ? format.instant(row.archived_at) : '')), sortable: true },
  ]
}

export function ClientDocumentsPage() {
  const text = useText()
  usePageTitle({ label: text.documents.clientTitle })
  return (
    <ListPage
      path={PATH}
      name="client-documents"
      title={text.documents.clientTitle}
      columns={useColumns()}
      empty={
        <EmptyState icon={FileText} title={text.states.emptyList}>
          {text.documents.clientEmpty}
        </EmptyState>
      }
      href={(row) => `/client/documents/${row.id}`}
      nameOf={(row) => String(row.name)}
    />
  )
}

function ClientDocument({ document }: { document: DocumentRow }) {
  const text = useText()
  usePageTitle({ label: text.documents.clientTitle, to: '/client/documents' }, { label: document.name })
  const { file } = document
  const download = async () => saveFile(file?.original_name ?? document.name, await getFile(`${PATH}/${document.id}/file?download=1`))
  return (
    <div className="page">
      <RecordHeader
        kind={document.document_type?.name ?? text.types.document ?? ''}
        name={document.name}
        actions={
          <Button variant="default" leftSection={<Download size={16} aria-hidden />} onClick={() => void download()}>
            {text.act.download}
          </Button>
        }
      />
      <div className="stack">
        <Section title={text.record.facts}>
          <Facts
            facts={[
              { label: wordOf(text, 'fields', 'project'), value: document.project?.name },
              { label: wordOf(text, 'fields', 'description'), value: document.description },
              {
                label: wordOf(text, 'fields', 'archived_at'),
                value: typeof document.archived_at === 'string' && <Moment at={document.archived_at} />,
              },
            ]}
          />
        </Section>
        {file && (
          <div className="card" style={{ height: '75vh', overflow: 'hidden' }}>
            <Viewer file={{ path: `${PATH}/${document.id}/file`, name: file.original_name, mime_type: file.mime_type }} />
          </div>
        )}
      </div>
    </div>
  )
}

export function ClientDocumentPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<DocumentRow>(`${PATH}/${id}`))
  return <Loaded query={query}>{(document) => <ClientDocument document={document} />}</Loaded>
}
