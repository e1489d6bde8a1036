/** An entry by hand: one side, one party; a payment that names an approved voucher confirms that voucher's payment. */
import { useLocation, useNavigate } from '@tanstack/react-router'
import { post } from '../kit/api/client'
import { refresh, useResource } from '../kit/api/queries'
import type { RecordRow, ResourceDefinition } from '../kit/api/types'
import { Fields, FormPage } from '../kit/form/form-page'
import { bodyOf } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { isoOf, todayIn } from '../kit/schedule/days'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { PartyPicker } from './party-picker'

const NAME = 'ledgers-new'
const FIRST = ['entry_type', 'entry_date', 'debit', 'credit']
const PARTY = ['party_type', 'party_id']

function useEntryForm({ path, fields: all }: ResourceDefinition) {
  const text = useText()
  const go = useNavigate()
  const zone = useMe()?.business.time_zone ?? 'UTC'
  const asked = useLocation().search as Record<string, unknown>
  const fields = all.filter((field) => field.create)
  const form = useForm({
    name: NAME,
    fields,
    initial: {
      entry_date: isoOf(todayIn(zone)),
      party_type: textOf(asked.party_type) || 'subcontractor',
      party_id: textOf(asked.party_id) || null,
      project_id: textOf(asked.project_id) || null,
    },
    async save(values) {
      const entry = await post<RecordRow>(path, bodyOf(fields, values, true))
      say({ message: text.money.posted })
      await Promise.all([path, '/api/admin/journals', '/api/admin/vouchers', '/api/admin/reports', '/api/tasks'].map(refresh))
      void go({ to: `/ledger/${entry.id}`, ignoreBlocker: true })
    },
  })
  return { form, fields }
}

function NewEntry({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const go = useNavigate()
  const { form, fields } = useEntryForm(definition)
  const first = FIRST.flatMap((name) => fields.find((field) => field.name === name) ?? [])
  const rest = fields.filter(({ name }) => !FIRST.includes(name) && !PARTY.includes(name))
  usePageTitle({ label: text.money.ledger, to: '/ledger' }, { label: text.money.newEntry })
  const choose = (kind: string, id: string | null) => form.change({ party_type: kind, party_id: id })
  return (
    <FormPage
      name={NAME}
      title={text.money.newEntry}
      form={form}
      fields={first}
      submitLabel={text.money.post}
      cancel={() => void go({ to: '/ledger' })}
    >
      <PartyPicker
        kind={textOf(form.values.party_type) || 'subcontractor'}
        id={textOf(form.values.party_id) || null}
        error={form.problems.party_id || form.problems.party_type}
        choose={choose}
      />
      <Fields form={form} fields={rest} />
      <p className="small soft">{text.money.postText}</p>
    </FormPage>
  )
}

export function NewEntryPage() {
  const { definition, query } = useResource('ledgers')
  return <Loaded query={{ ...query, data: definition }}>{(found) => <NewEntry definition={found} />}</Loaded>
}
