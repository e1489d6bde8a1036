/** Entering an expense with its receipt, and putting one right. */
import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { get, post, put } from '../kit/api/client'
import { one, refresh, useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { dayKey } from '../kit/calendar/days'
import { Uploader } from '../kit/files/uploader'
import { useUploads } from '../kit/files/uploads'
import { FormPage } from '../kit/form/form-page'
import { bodyOf, type Values } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useText } from '../kit/language/language'
import { useSearch } from '../kit/list/state'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { type ExpenseDetail, expensesPath } from './types'

interface Props {
  definition: ResourceDefinition
  row?: ExpenseDetail
}

function useExpenseForm({ definition, row }: Props) {
  const text = useText()
  const go = useNavigate()
  const [search] = useSearch()
  const uploads = useUploads(true)
  const [submits, setSubmits] = useState(true)
  const fields = definition.fields.filter((field) => (row ? field.update : field.create))
  const empty: Values = { project_id: search.project_id, spent_on: dayKey(new Date()) }
  const initial = Object.fromEntries(fields.map(({ name }) => [name, row ? row[name] : empty[name]]))
  const path = expensesPath()
  const name = `expenses-${row?.id ?? 'new'}`
  const form = useForm({
    name,
    fields,
    initial,
    version: row?.version,
    reload: row && (() => get<ExpenseDetail>(`${path}/${row.id}`)),
    async save(values, version) {
      const file_path = uploads.items[0]?.staged?.file_path
      const body = { ...bodyOf(fields, values, row === undefined), ...(file_path ? { file_path } : {}) }
      const saved = row ? await put<ExpenseDetail>(`${path}/${row.id}`, { ...body, version }) : await post<ExpenseDetail>(path, body)
      // From here on it exists: what is refused now is said on its own page.
      if (submits) await post(`${path}/${saved.id}/submit`).catch((failure: Error) => say({ color: 'red', message: failure.message }))
      say({ message: submits ? text.expenses.submitted : text.form.saved })
      await refresh(path)
      void go({ to: `/expenses/${saved.id}`, ignoreBlocker: true })
    },
  })
  return { form, fields, name, uploads, submits, setSubmits }
}

function ExpenseForm(props: Props) {
  const { row } = props
  const text = useText()
  const go = useNavigate()
  const { form, fields, name, uploads, submits, setSubmits } = useExpenseForm(props)
  const title = row ? row.category : text.expenses.add
  usePageTitle({ label: text.expenses.title, to: '/expenses' }, { label: title })
  const waiting = uploads.items.some(({ state }) => state === 'waiting' || state === 'sending')
  return (
    <FormPage
      name={name}
      title={title}
      form={waiting ? { ...form, saving: true } : form}
      fields={fields}
      record={row}
      submitLabel={submits ? text.expenses.saveSubmit : text.expenses.saveDraft}
      cancel={() => void go({ to: row ? `/expenses/${row.id}` : '/expenses' })}
    >
      <div className="stack tight">
        <span className="strong">{text.expenses.addReceipt}</span>
        {row?.receipt && <span className="small soft">{text.expenses.keepReceipt}</span>}
        <Uploader uploads={uploads} single />
      </div>
      <Checkbox label={text.expenses.submit} checked={submits} onChange={(event) => setSubmits(event.currentTarget.checked)} />
    </FormPage>
  )
}

export function NewExpensePage() {
  const { definition, query } = useResource('expenses')
  return <Loaded query={{ ...query, data: definition }}>{(found) => <ExpenseForm definition={found} />}</Loaded>
}

export function EditExpensePage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { definition, query } = useResource('expenses')
  const row = useQuery(one<ExpenseDetail>(`${expensesPath()}/${id}`))
  return (
    <Loaded query={{ ...query, data: definition }}>
      {(found) => <Loaded query={row}>{(expense) => <ExpenseForm key={expense.id} definition={found} row={expense} />}</Loaded>}
    </Loaded>
  )
}
