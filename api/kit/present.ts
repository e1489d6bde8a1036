/** Rows as answers: money as decimal strings, nothing of the tenant. */
import { formatMoney } from '../../domain/money'
import { metaOf } from '../../domain/kit/fields'
import { nameBeside, type Resource } from '../../domain/kit/resource'
import type { Row } from '../../db/kit/records'

type Present = (row: Row, currency: string) => Record<string, unknown>

/** The presenter of a resource, made once: it lists the very fields of the definition. */
export function presenterOf(resource: Resource): Present {
  const columns = Object.entries(resource.fields).map(([name, schema]) => ({ name, meta: metaOf(schema) }))
  return (row, currency) => {
    const shown: Record<string, unknown> = { id: row.id }
    for (const { name, meta } of columns) {
      const value = row[name] ?? null
      shown[name] =
        meta.kind === 'money' && typeof value === 'bigint' ? formatMoney(value, (row.currency as string | undefined) ?? currency) : value
      if (meta.kind === 'ref' || meta.kind === 'person') shown[nameBeside(name)] = row[nameBeside(name)] ?? null
    }
    shown.created_at = row.created_at
    shown.updated_at = row.updated_at
    shown.version = row.version
    return shown
  }
}
