/** Chooses a kind of party and one of them; suppliers and others have no record of their own. */
import { Select } from '@mantine/core'
import type { Named } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'

const PARTY_KINDS = ['subcontractor', 'client', 'supplier', 'staff', 'other']

/** The records that parties of a kind are; people where it is not companies. */
const RECORDS: Record<string, string> = { subcontractor: 'subcontractors', client: 'users', staff: 'users' }

/** Whether parties of the kind have records to choose from. */
export const hasRecords = (kind: string): boolean => RECORDS[kind] !== undefined

interface Props {
  kind: string
  id: string | null
  /** The name of the chosen one, where it is known. */
  known?: Named | null
  error?: string
  choose(kind: string, id: string | null): void
}

export function PartyPicker({ kind, id, known, error, choose }: Props) {
  const text = useText()
  return (
    <>
      <Select
        size="sm"
        label={wordOf(text, 'fields', 'party_type')}
        data={PARTY_KINDS.map((value) => ({ value, label: wordOf(text, 'values', value) }))}
        value={kind}
        allowDeselect={false}
        onChange={(next) => choose(next ?? kind, null)}
      />
      {hasRecords(kind) && (
        <RecordPicker
          key={kind}
          label={wordOf(text, 'fields', 'party_id')}
          to={RECORDS[kind] ?? 'users'}
          by="id"
          field="party_id"
          known={known ? [{ value: known.id, label: known.name }] : []}
          value={id}
          error={error}
          set={(next) => choose(kind, next)}
        />
      )}
    </>
  )
}
