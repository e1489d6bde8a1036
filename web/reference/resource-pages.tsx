/** List, record page and forms of any plain record, from its definition alone: a new record type needs no code here. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { get, post, put, remove } from '../kit/api/client'
import { ApiError } from '../kit/api/errors'
import { one, refresh, resourcesQuery, useResource } from '../kit/api/queries'
import type { RecordRow, ResourceDefinition } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { bodyOf, type Values } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { besideOf, plainValue, shownValue, useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { useSearch } from '../kit/list/state'
import { hasOwnPages, listAddress, recordAddress } from '../kit/record/address'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { Facts, RecordHeader, Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { EmptyState, ErrorState, Loaded } from '../kit/states/states'
import { RecordExtra } from './extras'

const NOT_FOUND = new ApiError(404, {}, null)

/** What names a record to people: its label field, or the name behind it. */
export function nameOfRecord(definition: ResourceDefinition, row: RecordRow): string {
  const label = definition.fields.find(({ name }) => name === definition.label)
  const value = label?.kind === 'person' || label?.kind === 'ref' ? besideOf(row, label.name)?.name : row[definition.label]
  if (typeof value === 'string' && value !== '') return value
  const person = row.user as { name?: string } | null | undefined
  return person?.name ?? row.id
}

interface DefinedProps {
  definition: ResourceDefinition
}

/** Waits for the definition that is named here or in the address; resources with pages of their own are served there. */
function Defined({ name, children }: { name?: string; children(definition: ResourceDefinition): ReactNode }) {
  const { resource } = useParams({ strict: false }) as { resource: string }
  const { pathname, search } = useLocation()
  const { definition, query } = useResource(name ?? resource)
  if (!name && hasOwnPages(resource))
    return <Navigate to={pathname.replace(`/records/${resource}`, listAddress(resource))} search={search as never} replace />
  if (query.data && !definition) return <ErrorState error={NOT_FOUND} />
  return <Loaded query={{ ...query, data: definition }}>{children}</Loaded>
}

function NewButton({ definition }: DefinedProps) {
  const text = useText()
  if (!definition.can.manage || !definition.methods.includes('post')) return null
  return (
    <Button component={Link} to={`${listAddress(definition.name)}/new`} leftSection={<Plus size={16} aria-hidden />}>
      {text.act.newOf(wordOf(text, 'types', definition.type))}
    </Button>
  )
}

function ResourceList({ definition }: DefinedProps) {
  const text = useText()
  const title = wordOf(text, 'titles', definition.title)
  const { columns, shown } = useResourceColumns(definition)
  const filters = useResourceFilters(definition)
  usePageTitle({ label: title })
  const bulk = [
    {
      label: text.act.remove,
      danger: true,
      confirm: text.list.deleteMany,
      run: (row: RecordRow) => remove(`${definition.path}/${row.id}`),
    },
  ]
  return (
    <ListPage
      path={definition.path}
      name={definition.name}
      title={title}
      columns={columns}
      shown={shown}
      filters={filters}
      searchable={definition.list.search.length > 0}
      actions={<NewButton definition={definition} />}
      bulk={definition.can.manage && definition.methods.includes('delete') ? bulk : undefined}
      empty={<EmptyState title={text.states.emptyList} action={<NewButton definition={definition} />} />}
      href={(row) => recordAddress(definition.name, row.id)}
      nameOf={(row) => nameOfRecord(definition, row)}
    />
  )
}

function ResourceRecord({ definition, row }: DefinedProps & { row: RecordRow }) {
  const text = useText()
  const words = { text, format: useFormat() }
  const go = useNavigate()
  const [removing, setRemoving] = useState(false)
  const dated = definition.fields.find(({ name: field, kind }) => field === definition.label && (kind === 'date' || kind === 'instant'))
  const name = dated ? plainValue(dated, row, words) : nameOfRecord(definition, row)
  const manage = { allowed: definition.can.manage, reason: `${definition.slug}.manage`, explain: null }
  usePageTitle({ label: wordOf(text, 'titles', definition.title), to: listAddress(definition.name) }, { label: name })
  const removeIt = async () => {
    await remove(`${definition.path}/${row.id}`)
    say({ message: `${text.record.deleted}: ${name}` })
    await refresh(definition.path)
    void go({ to: listAddress(definition.name) })
  }
  const edit = () => void go({ to: `${recordAddress(definition.name, row.id)}/edit` })
  const menu = definition.methods.includes('delete')
    ? [{ label: text.act.remove, ability: manage, danger: true, run: () => setRemoving(true) }]
    : []
  return (
    <div className="page narrow">
      <RecordHeader
        kind={wordOf(text, 'types', definition.type)}
        name={name}
        status={typeof row.status === 'string' ? row.status : undefined}
        actions={
          definition.methods.includes('put') && (
            <ActionButton ability={manage} run={edit}>
              {text.act.edit}
            </ActionButton>
          )
        }
        menu={menu}
      />
      <Section title={text.record.facts}>
        <Facts
          facts={[
            ...definition.fields.map((field) => ({
              label: wordOf(text, 'fields', field.label || field.name),
              value: shownValue(field, row, words),
            })),
            { label: text.record.created, value: <Moment at={row.created_at} /> },
            { label: text.record.updated, value: <Moment at={row.updated_at} /> },
          ]}
        />
      </Section>
      <RecordExtra definition={definition} row={row} />
      <Confirm
        opened={removing}
        title={text.record.deleteTitle(name)}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setRemoving(false)}
        run={removeIt}
      />
    </div>
  )
}

function useResourceForm(definition: ResourceDefinition, row: RecordRow | undefined, preset: RecordRow | undefined) {
  const text = useText()
  const go = useNavigate()
  // A new record may begin with what its link says: `/records/daily-logs/new?project_id=…`.
  const [given] = useSearch()
  const fields = definition.fields.filter((field) => (row ? field.update : field.create))
  const initial: Values = Object.fromEntries(
    fields.map((field) => [
      field.name,
      row ? row[field.name] : (preset?.[field.name] ?? given[field.name] ?? (field.kind === 'flag' ? null : undefined)),
    ]),
  )
  const name = `${definition.name}-${row?.id ?? ['new', ...(preset ? [preset.id] : [])].join('-')}`
  const form = useForm({
    name,
    fields,
    initial,
    version: row?.version,
    reload: row && (() => get<RecordRow>(`${definition.path}/${row.id}`)),
    async save(values, version) {
      const body = bodyOf(fields, values, row === undefined)
      const saved = row
        ? await put<RecordRow>(`${definition.path}/${row.id}`, { ...body, version })
        : await post<RecordRow>(definition.path, body)
      say({ message: row ? text.form.saved : text.form.created(nameOfRecord(definition, saved)) })
      await refresh(definition.path)
      void go({ to: recordAddress(definition.name, saved.id), ignoreBlocker: true })
    },
  })
  return { form, fields, name }
}

/** The form of a record; a new one may begin with what the address gives. */
function ResourceForm({ definition, row, preset }: DefinedProps & { row?: RecordRow; preset?: RecordRow }) {
  const text = useText()
  const go = useNavigate()
  const { form, fields, name } = useResourceForm(definition, row, preset)
  const title = row ? nameOfRecord(definition, row) : text.act.newOf(wordOf(text, 'types', definition.type))
  usePageTitle({ label: wordOf(text, 'titles', definition.title), to: listAddress(definition.name) }, { label: title })
  const back = row ? recordAddress(definition.name, row.id) : listAddress(definition.name)
  return (
    <FormPage
      name={name}
      title={title}
      form={form}
      fields={fields}
      record={row ?? preset}
      submitLabel={row ? text.act.save : text.act.create}
      cancel={() => void go({ to: back })}
    />
  )
}

function WithRecord({ definition, children }: DefinedProps & { children(row: RecordRow): ReactNode }) {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<RecordRow>(`${definition.path}/${id}`))
  return <Loaded query={query}>{children}</Loaded>
}

/** A new record that begins with the record the address names: `?project_id=…` of a project's page. */
function NewOf({ definition }: DefinedProps) {
  const asked = useLocation().search as Record<string, unknown>
  const field = definition.fields.find((each) => each.create && each.kind === 'ref' && typeof asked[each.name] === 'string')
  const { definition: other } = useResource(field?.to ?? '')
  const id = String(asked[field?.name ?? ''])
  const query = useQuery({ ...one<RecordRow>(`${other?.path ?? ''}/${id}`), enabled: other !== undefined })
  if (!field || query.error) return <ResourceForm definition={definition} />
  return (
    <Loaded query={query}>
      {({ created_at, updated_at, version, ...row }) => {
        // Only the reference: nothing else of the other record may slip into the new one.
        const name = other ? nameOfRecord(other, { created_at, updated_at, version, ...row }) : ''
        const preset = { id, created_at, updated_at, version, [field.name]: id, [field.name.replace(/_id$/, '')]: { id, name } }
        return <ResourceForm definition={definition} preset={preset} />
      }}
    </Loaded>
  )
}

const edit = (definition: ResourceDefinition) => (
  <WithRecord definition={definition}>{(row) => <ResourceForm key={row.id} definition={definition} row={row} />}</WithRecord>
)
const create = (definition: ResourceDefinition) => <NewOf key={definition.name} definition={definition} />

export const ResourceListPage = () => <Defined>{(definition) => <ResourceList key={definition.name} definition={definition} />}</Defined>
export const ResourceRecordPage = () => (
  <Defined>
    {(definition) => <WithRecord definition={definition}>{(row) => <ResourceRecord definition={definition} row={row} />}</WithRecord>}
  </Defined>
)
export const ResourceNewPage = () => <Defined>{create}</Defined>
export const ResourceEditPage = () => <Defined>{edit}</Defined>
export const EditProjectPage = () => <Defined name="projects">{edit}</Defined>
export const NewProposalPage = () => <Defined name="proposals">{create}</Defined>
export const NewVoucherPage = () => <Defined name="vouchers">{create}</Defined>
export const EditVoucherPage = () => <Defined name="vouchers">{edit}</Defined>
export const NewVariationOrderPage = () => <Defined name="variation-orders">{create}</Defined>
export const EditVariationOrderPage = () => <Defined name="variation-orders">{edit}</Defined>
export const NewDayworkOrderPage = () => <Defined name="daywork-orders">{create}</Defined>
export const EditDayworkOrderPage = () => <Defined name="daywork-orders">{edit}</Defined>
export const NewAccountPage = () => <Defined name="accounts">{create}</Defined>
export const EditAccountPage = () => <Defined name="accounts">{edit}</Defined>
export const EditProposalPage = () => <Defined name="proposals">{edit}</Defined>

/** A record named by its type (a notification's subject): sends on to its page. */
export function RecordByTypePage() {
  const { type, id } = useParams({ strict: false }) as { type: string; id: string }
  const query = useQuery(resourcesQuery())
  const definition = query.data?.find((each) => each.type === type)
  if (query.data && !definition) return <ErrorState error={NOT_FOUND} />
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Navigate to={recordAddress(found.name, id)} replace />}</Loaded>
}
