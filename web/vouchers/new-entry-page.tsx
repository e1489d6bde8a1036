/** An entry of the party ledger by hand: the party is chosen among those of its kind. */
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { post } from '../kit/api/client'
import { refresh, useResource } from '../kit/api/queries'
import type { FieldDefinition, RecordRow, ResourceDefinition } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { bodyOf } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useText } from '../kit/language/language'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'

const LEDGERS = '/api/admin/ledgers'

/** Where the parties of a kind stand; those without records of their own are named by the reference. */
const PARTIES: Record<string, string> = { subcontractor: 'subcontractors', client: 'users', staff: 'users' }

/** The fields for the kind of party chosen so far. */
function fieldsFor(definition: ResourceDefinition, party_type: unknown): FieldDefinition[] {
  const to = PARTIES[typeof party_type === 'string' ? party_type : '']
  return definition.fields
    .filter((field) => field.create && (field.name !== 'party_id' || to !== undefined))
    .map((field) => (field.name === 'party_id' ? { ...field, kind: 'ref' as const, to: to ?? null } : field))
}

function NewEntry({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const go = useNavigate()
  const name = 'ledgers-new'
  usePageTitle({ label: text.titles.ledgers ?? '', to: '/records/ledgers' }, { label: text.money.entry })
  const every = fieldsFor(definition, 'subcontractor')
  const form = useForm({
    name,
    fields: every,
    initial: Object.fromEntries(every.map((field) => [field.name, undefined])),
    async save(values) {
      const made = await post<RecordRow>(LEDGERS, bodyOf(fieldsFor(definition, values.party_type), values, true))
      notifications.show({ message: text.form.saved })
      await refresh(LEDGERS)
      void go({ to: `/records/ledgers/${made.id}`, ignoreBlocker: true })
    },
  })
  return (
    <FormPage
      name={name}
      title={text.money.entry}
      form={form}
      fields={fieldsFor(definition, form.values.party_type)}
      submitLabel={text.act.create}
      cancel={() => void go({ to: '/records/ledgers' })}
    >
      <p className="small soft">{text.money.entryHelp}</p>
    </FormPage>
  )
}

export function NewEntryPage() {
  const { definition, query } = useResource('ledgers')
  return <Loaded query={{ ...query, data: definition }}>{(found) => <NewEntry definition={found} />}</Loaded>
}
