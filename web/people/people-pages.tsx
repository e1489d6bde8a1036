/** People of the business: the list, one person, adding and changing. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { get, post, put } from '../kit/api/client'
import { one, refresh, useResource } from '../kit/api/queries'
import type { FieldDefinition, RecordRow, ResourceDefinition } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { bodyOf, type Values } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { shownValue, useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { Confirm } from '../kit/record/confirm'
import { Facts, type MenuAction, RecordHeader, Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { userFields } from './user-fields'

const PATH = '/api/admin/users'
type Standing = 'ban' | 'unban' | 'deactivate' | 'activate'

const statusField: FieldDefinition = {
  name: 'status',
  label: 'status',
  kind: 'choice',
  options: ['active', 'banned', 'deactivated', 'pending'],
  to: null,
  required: false,
  create: false,
  update: false,
  unique: false,
  negative: false,
  rules: {},
}

function Defined({ children }: { children(definition: ResourceDefinition): ReactNode }) {
  const { definition, query } = useResource('users')
  return <Loaded query={{ ...query, data: definition }}>{children}</Loaded>
}

function People({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const withStatus = {
    ...definition,
    fields: [...definition.fields, statusField],
    list: { ...definition.list, filter: [...definition.list.filter, 'status'] },
  }
  const { columns } = useResourceColumns(withStatus)
  const filters = useResourceFilters(withStatus)
  usePageTitle({ label: text.people.users })
  return (
    <ListPage
      path={PATH}
      name="users"
      title={text.people.users}
      columns={columns}
      shown={['name', 'username', 'user_type', 'role_id', 'status']}
      filters={filters}
      actions={
        <Button component={Link} to="/people/new" leftSection={<Plus size={16} aria-hidden />}>
          {text.people.newUser}
        </Button>
      }
      href={(row) => `/people/${row.id}`}
      nameOf={(row) => String(row.name)}
    />
  )
}

/** What can be done with a person's standing, by what it is now. */
const STANDING: Record<string, readonly Standing[]> = { active: ['deactivate', 'ban'], banned: ['unban'], deactivated: ['activate'] }

function Person({ definition, row }: { definition: ResourceDefinition; row: RecordRow }) {
  const text = useText()
  const words = { text, format: useFormat() }
  const go = useNavigate()
  const [asked, setAsked] = useState<Standing | null>(null)
  const name = String(row.name)
  usePageTitle({ label: text.people.users, to: '/people' }, { label: name })
  const change = async (reason: string) => {
    await post(`${PATH}/${row.id}/${asked}`, reason ? { reason } : {})
    say({ message: text.form.saved })
    await refresh(PATH)
  }
  const menu: MenuAction[] = [
    { label: text.people.activity, run: () => void go({ to: '/audit', search: { 'filter[actor_id]': row.id } as never }) },
    { label: text.why.title, run: () => void go({ to: '/why', search: { user_id: row.id } as never }) },
    ...(STANDING[String(row.status)] ?? []).map((what) => ({
      label: text.people[what],
      danger: what === 'ban',
      run: () => setAsked(what),
    })),
  ]
  return (
    <div className="page narrow">
      <RecordHeader
        kind={wordOf(text, 'values', String(row.user_type))}
        name={name}
        status={String(row.status)}
        actions={
          <Button component={Link} to={`/people/${row.id}/edit`}>
            {text.act.edit}
          </Button>
        }
        menu={menu}
      />
      <Section title={text.record.facts}>
        <Facts
          facts={[
            ...definition.fields.map((field) => ({ label: wordOf(text, 'fields', field.label), value: shownValue(field, row, words) })),
            { label: wordOf(text, 'fields', 'status'), value: <Status value={String(row.status)} /> },
            { label: text.people.reason, value: row.ban_reason as string | null },
            { label: text.record.created, value: <Moment at={row.created_at} /> },
          ]}
        />
      </Section>
      <Confirm
        opened={asked !== null}
        title={asked ? `${text.people[asked]}: ${name}` : ''}
        body={asked === 'ban' || asked === 'deactivate' ? text.people.standingText : undefined}
        verb={asked ? text.people[asked] : ''}
        danger={asked === 'ban' || asked === 'deactivate'}
        reason="optional"
        onClose={() => setAsked(null)}
        run={change}
      />
    </div>
  )
}

function PersonForm({ definition, row }: { definition: ResourceDefinition; row?: RecordRow }) {
  const text = useText()
  const go = useNavigate()
  const name = `users-${row?.id ?? 'new'}`
  const [kind, setKind] = useState<Values>({ user_type: row?.user_type ?? 'staff' })
  const fields = userFields(definition, kind, row === undefined)
  const form = useForm({
    name,
    fields,
    initial: {
      user_type: 'staff',
      ...Object.fromEntries(definition.fields.map((field) => [field.name, row?.[field.name]])),
      ...(row ? {} : kind),
    },
    version: row?.version,
    reload: row && (() => get<RecordRow>(`${PATH}/${row.id}`)),
    secret: ['password'],
    async save(values, version) {
      const { password, ...rest } = bodyOf(fields, values, row === undefined)
      const body = { ...rest, ...(password ? { password } : {}) }
      const saved = row ? await put<RecordRow>(`${PATH}/${row.id}`, { ...body, version }) : await post<RecordRow>(PATH, body)
      say({ message: row ? text.form.saved : text.form.created(String(saved.name)) })
      await refresh(PATH)
      void go({ to: `/people/${saved.id}`, ignoreBlocker: true })
    },
  })
  if (form.values.user_type !== kind.user_type) setKind({ user_type: form.values.user_type })
  const title = row ? String(row.name) : text.people.newUser
  usePageTitle({ label: text.people.users, to: '/people' }, { label: title })
  const back = row ? `/people/${row.id}` : '/people'
  return (
    <FormPage
      name={name}
      title={title}
      form={form}
      fields={fields}
      record={row}
      submitLabel={row ? text.act.save : text.people.newUser}
      cancel={() => void go({ to: back })}
    >
      <p className="small soft">{row ? text.people.passwordKeep : text.register.passwordHelp}</p>
    </FormPage>
  )
}

function WithPerson({ children }: { children(row: RecordRow): ReactNode }) {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<RecordRow>(`${PATH}/${id}`))
  return <Loaded query={query}>{children}</Loaded>
}

export const PeoplePage = () => <Defined>{(definition) => <People definition={definition} />}</Defined>
export const PersonPage = () => (
  <Defined>{(definition) => <WithPerson>{(row) => <Person definition={definition} row={row} />}</WithPerson>}</Defined>
)
export const NewPersonPage = () => <Defined>{(definition) => <PersonForm definition={definition} />}</Defined>
export const EditPersonPage = () => (
  <Defined>{(definition) => <WithPerson>{(row) => <PersonForm key={row.id} definition={definition} row={row} />}</WithPerson>}</Defined>
)
