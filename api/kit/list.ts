/** Query strings of lists: `page`, `per_page`, `sort`, `search`, `filter[field]`; anything else is a 422. */
import { z } from 'zod'
import { searchFault } from '../../domain/rules/words'
import { COUNTED, type ListQuery } from '../../db/kit/lists'
import { day, filterValue, wholeText } from '../../domain/kit/fields'

export interface ListOptions {
  filter: readonly string[]
  sort: readonly string[]
  /** `-created_at` unless said. */
  default_sort?: string
  /** Filters that take only these values. */
  values?: Record<string, readonly string[]>
  /** Fields of the records: a filter named after one takes values of its kind. */
  fields?: Record<string, z.ZodType>
  /** Filters that are a day. */
  days?: readonly string[]
  /** Further query names with their schemas. */
  more?: Record<string, z.ZodType>
}

/** `page` and `per_page` of every list. */
export const pageQuery = { page: wholeText(1, 1_000_000).default(1), per_page: wholeText(1, 100).default(25) }

/** One value of a filter: of the values said, of its field's kind, an id by its name, or a short text. */
function singleOf(name: string, { values, fields, days }: ListOptions): z.ZodType<string, string> {
  const [said, field] = [values?.[name], fields?.[name]]
  if (said) return z.enum(['null', ...said])
  if (days?.includes(name)) return day()
  if (name.endsWith('_id')) return z.union([z.uuid(), z.literal('null')])
  return field ? z.union([filterValue(field), z.literal('null')]) : z.string().max(200)
}

const filterOf = (name: string, options: ListOptions) =>
  z
    .string()
    .max(4000)
    .transform((text) => text.split(','))
    .pipe(z.array(singleOf(name, options)).max(100))
    .optional()

/** What a person searches for: a few words, so that its cost has an end. */
export const searchText = z
  .string()
  .trim()
  .max(200)
  .superRefine((text, at) => {
    const message = searchFault(text)
    if (message !== undefined) at.addIssue({ code: 'custom', message })
  })

/** The schema of a list's query string; its output is the request that `db/kit/lists` takes. */
export function listQuery(options: ListOptions) {
  const sorts = options.sort.flatMap((name) => [name, `-${name}`]) as [string, ...string[]]
  const filters = Object.fromEntries(options.filter.map((name) => [`filter[${name}]`, filterOf(name, options)]))
  return z
    .strictObject({
      ...pageQuery,
      sort: z.enum(sorts).default(options.default_sort ?? '-created_at'),
      search: searchText.optional(),
      ...filters,
      ...options.more,
    })
    .transform((query): ListQuery & { more: Record<string, unknown> } => {
      const values: Record<string, unknown> = query
      const asked = options.filter.flatMap((name) => {
        const value = values[`filter[${name}]`]
        return value === undefined ? [] : [[name, value as string[]] as const]
      })
      return {
        page: query.page,
        per_page: query.per_page,
        sort: query.sort.replace(/^-/, ''),
        descending: query.sort.startsWith('-'),
        search: query.search === '' ? undefined : query.search,
        filters: Object.fromEntries(asked),
        more: Object.fromEntries(Object.keys(options.more ?? {}).map((name) => [name, values[name]])),
      }
    })
}

/** `meta` of every list. */
export const listMeta = z.object({
  page: z.int(),
  per_page: z.int(),
  total: z.int(),
  more: z.literal(true).optional().meta({ description: 'There are more than `total` says: rows are counted up to 10,000' }),
})

/** `meta` of a page; `total` as the database counted it, which stops one past 10,000. */
export const metaOfPage = (list: ListQuery, total: number): z.infer<typeof listMeta> => {
  const page = { page: list.page, per_page: list.per_page }
  return total < COUNTED ? { ...page, total } : { ...page, total: COUNTED - 1, more: true }
}
