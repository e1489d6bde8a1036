/** Rows as answers: money as decimal strings, nothing of the tenant. */
import { formatMoney } from '../../domain/money'
import { metaOf } from '../../domain/kit/fields'
import { nameBeside, type Resource } from '../../domain/kit/resource'
import type { Row } from '../../db/kit/records'

type Present = (row: Row, currency: string) => Record<string, unknown>

/** The presenter of a resource, made once: it lists the very fields of the definition. */
export function presenterOf(resource: Resource): Present {
  const columns = Object.entries(resource.fields).map(([name, schema]) => {
    const { kind } = metaOf(schema)
    return { name, money: kind === 'money', beside: kind === 'ref' || kind === 'person' ? nameBeside(name) : undefined }
  })
  return (row, currency) => {
    const shown: Record<string, unknown> = { id: row.id }
    for (const { name, money, beside } of columns) {
      const value = row[name] ?? null
      shown[name] = money && typeof value === 'bigint' ? formatMoney(value, (row.currency as string | undefined) ?? currency) : value
      if (beside !== undefined) shown[beside] = row[beside] ?? null
    }
    shown.created_at = row.created_at
    shown.updated_at = row.updated_at
    shown.version = row.version
    return shown
  }
}
