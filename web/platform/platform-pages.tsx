/** The operator's pages: businesses, suspending and letting in again. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { one, refresh } from '../kit/api/queries'
import type { RecordRow } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { useForm } from '../kit/form/use-form'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ListPage } from '../kit/list/list-page'
import type { Column } from '../kit/list/types'
import { Confirm } from '../kit/record/confirm'
import { Facts, RecordHeader, Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { businessFields, personFields } from '../sign-in/registration-fields'
import { textOf } from '../kit/language/plain'

const PATH = '/api/platform/businesses'

interface Admin {
  id: string
  name: string
  username: string
}

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const of = (name: string, width: number, sortable = false): Column => {
    const plain = (row: RecordRow) => textOf(row[name])
    return { name, label: wordOf(text, 'fields', name), width, sortable, plain, render: plain }
  }
  const created = (row: RecordRow) => format.instant(row.created_at)
  return [
    of('name', 240, true),
    {
      ...of('status', 130),
      plain: (row) => wordOf(text, 'values', String(row.status)),
      render: (row) => <Status value={String(row.status)} />,
    },
    of('time_zone', 180),
    of('base_currency', 90),
    { ...of('created_at', 160, true), plain: created, render: created },
  ]
}

export function BusinessesPage() {
  const text = useText()
  usePageTitle({ label: text.platform.businesses })
  return (
    <ListPage
      path={PATH}
      name="businesses"
      title={text.platform.businesses}
      columns={useColumns()}
      filters={[
        {
          name: 'status',
          label: wordOf(text, 'fields', 'status'),
          choices: ['pending', 'active', 'suspended'].map((value) => ({ value, label: wordOf(text, 'values', value) })),
        },
      ]}
      actions={
        <Button component={Link} to="/platform/businesses/new" leftSection={<Plus size={16} aria-hidden />}>
          {text.platform.newBusiness}
        </Button>
      }
      href={(row) => `/platform/businesses/${row.id}`}
      nameOf={(row) => String(row.name)}
    />
  )
}

function Business({ row }: { row: RecordRow }) {
  const text = useText()
  const [asking, setAsking] = useState(false)
  const suspended = row.status === 'suspended'
  const verb = suspended ? text.platform.reactivate : text.platform.suspend
  const name = String(row.name)
  usePageTitle({ label: text.platform.businesses, to: '/platform/businesses' }, { label: name })
  const change = async (reason: string) => {
    await post(`${PATH}/${row.id}/${suspended ? 'reactivate' : 'suspend'}`, { reason })
    say({ message: text.form.saved })
    await refresh(PATH)
  }
  return (
    <div className="page narrow">
      <RecordHeader
        kind={text.platform.business}
        name={name}
        status={String(row.status)}
        actions={
          <Button variant="default" onClick={() => setAsking(true)}>
            {verb}
          </Button>
        }
      />
      <Section title={text.record.facts}>
        <Facts
          facts={[
            { label: text.platform.reason, value: row.status_reason as string | null },
            { label: wordOf(text, 'fields', 'time_zone'), value: String(row.time_zone) },
            { label: wordOf(text, 'fields', 'base_currency'), value: String(row.base_currency) },
            {
              label: text.platform.admins,
              value: (row.admins as Admin[] | undefined)?.map((admin) => `${admin.name} (${admin.username})`).join(', '),
            },
            { label: text.record.created, value: <Moment at={row.created_at} /> },
          ]}
        />
      </Section>
      <Confirm
        opened={asking}
        title={`${verb}: ${name}`}
        body={suspended ? text.platform.reactivateText : text.platform.suspendText}
        verb={verb}
        danger={!suspended}
        reason="required"
        onClose={() => setAsking(false)}
        run={change}
      />
    </div>
  )
}

export function BusinessPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<RecordRow>(`${PATH}/${id}`))
  return <Loaded query={query}>{(row) => <Business row={row} />}</Loaded>
}

export function NewBusinessPage() {
  const text = useText()
  const go = useNavigate()
  const fields = [...businessFields('name'), ...personFields.map((field) => ({ ...field, name: `admin.${field.name}` }))]
  const form = useForm({
    name: 'business-new',
    fields,
    initial: {},
    secret: ['admin.password'],
    async save(values) {
      const admin = Object.fromEntries(personFields.map(({ name }) => [name, values[`admin.${name}`]]))
      const saved = await post<RecordRow>(PATH, {
        name: values.name,
        time_zone: values.time_zone,
        base_currency: values.base_currency,
        admin,
      })
      say({ message: text.form.created(String(saved.name)) })
      await refresh(PATH)
      void go({ to: `/platform/businesses/${saved.id}`, ignoreBlocker: true })
    },
  })
  usePageTitle({ label: text.platform.businesses, to: '/platform/businesses' }, { label: text.platform.newBusiness })
  return (
    <FormPage
      name="business-new"
      title={text.platform.newBusiness}
      form={form}
      fields={fields}
      submitLabel={text.act.create}
      cancel={() => void go({ to: '/platform/businesses' })}
    />
  )
}
