/** Documents: the queues as tabs with their counts, everything else a list can do. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CloudUpload, FileText } from 'lucide-react'
import { useMemo } from 'react'
import { post } from '../kit/api/client'
import { one, useResource } from '../kit/api/queries'
import type { DocumentRow, RecordRow, ResourceDefinition } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import type { Column, Tab } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { useMe } from '../kit/shell/me'
import { Hit } from './hit'

const PATH = '/api/admin/documents'
const QUEUES = ['in_verification', 'in_approval', 'archived', 'rejected', 'draft']

function useTabs(): Tab[] {
  const text = useText()
  const counts = useQuery(one<Record<string, number>>(`${PATH}/counts`)).data
  const all = counts && Object.values(counts).reduce((sum, n) => sum + n, 0)
  return [
    { label: text.documents.all, count: all, filters: {} },
    ...QUEUES.map((status) => ({ label: wordOf(text, 'values', status), count: counts && (counts[status] ?? 0), filters: { status } })),
  ]
}

/** The name cell also shows the words around a search hit. */
const withHits = (columns: Column[]): Column[] =>
  columns.map((column) =>
    column.name !== 'name'
      ? column
      : {
          ...column,
          width: 260,
          render: (row) => (
            <>
              {column.plain(row)}
              {(row as DocumentRow).hit && (
                <span className="hit">
                  <Hit words={(row as DocumentRow).hit ?? ''} />
                </span>
              )}
            </>
          ),
        },
  )

function UploadButton() {
  const text = useText()
  const may = useMe()?.permissions.includes('documents.create')
  if (!may) return null
  return (
    <Button component={Link} to="/documents/new" leftSection={<CloudUpload size={16} aria-hidden />}>
      {text.documents.upload}
    </Button>
  )
}

function DocumentList({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const { columns } = useResourceColumns(definition)
  const shown = useMemo(() => withHits(columns), [columns])
  const filters = useResourceFilters(definition).filter((filter) => filter.name !== 'status')
  const submit = {
    label: text.documents.submit,
    confirm: text.documents.submitMany,
    run: async (row: RecordRow) => void (await post(`${PATH}/${row.id}/submit`, {})),
  }
  return (
    <ListPage
      path={PATH}
      name="documents"
      title={text.documents.title}
      columns={shown}
      shown={['name', 'status', 'document_type_id', 'project_id', 'uploaded_by_id', 'updated_at']}
      filters={filters}
      tabs={useTabs()}
      actions={<UploadButton />}
      bulk={[submit]}
      empty={
        <EmptyState icon={FileText} title={text.states.emptyList} action={<UploadButton />}>
          {text.documents.emptyText}
        </EmptyState>
      }
      href={(row) => `/documents/${row.id}`}
      nameOf={(row) => String(row.name)}
    />
  )
}

export function DocumentsPage() {
  const text = useText()
  const { definition, query } = useResource('documents')
  usePageTitle({ label: text.documents.title })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <DocumentList definition={found} />}</Loaded>
}
