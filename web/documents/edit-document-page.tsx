/** Changes the facts of a draft or rejected document. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { get, put } from '../kit/api/client'
import { one, refresh, useResource } from '../kit/api/queries'
import type { DocumentDetail, FieldDefinition } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { bodyOf } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useText } from '../kit/language/language'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'

function Edit({ document, fields }: { document: DocumentDetail; fields: FieldDefinition[] }) {
  const text = useText()
  const go = useNavigate()
  const path = `/api/admin/documents/${document.id}`
  const leave = () => void go({ to: `/documents/${document.id}` })
  const name = `document-${document.id}`
  const form = useForm({
    name,
    fields,
    initial: Object.fromEntries(fields.map((field) => [field.name, document[field.name]])),
    version: document.version,
    reload: () => get<DocumentDetail>(path),
    async save(values, version) {
      await put(path, { ...bodyOf(fields, values, false), version })
      await refresh('/api/admin/documents')
      void go({ to: `/documents/${document.id}`, ignoreBlocker: true })
    },
  })
  usePageTitle(
    { label: text.documents.title, to: '/documents' },
    { label: document.name, to: `/documents/${document.id}` },
    { label: text.act.edit },
  )
  return (
    <FormPage name={name} title={document.name} form={form} fields={fields} record={document} submitLabel={text.act.save} cancel={leave} />
  )
}

export function EditDocumentPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<DocumentDetail>(`/api/admin/documents/${id}`))
  const { definition, query: resources } = useResource('documents')
  return (
    <Loaded query={query}>
      {(document) => (
        <Loaded query={{ ...resources, data: definition }}>
          {(found) => <Edit key={document.id} document={document} fields={found.fields.filter((field) => field.update)} />}
        </Loaded>
      )}
    </Loaded>
  )
}
