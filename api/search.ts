/** One search over everything a person may see: the lists of their portal, asked at once, the best first (⌘K). */
import { z } from 'zod'
import { fold, standing, wordsIn } from '../domain/rules/words'
import type { ListQuery } from '../db/kit/lists'
import type { Resource } from '../domain/kit/resource'
import { searchText } from './kit/list'
import { action, type Call, portalOf, Reply, type Route, SIGNED_IN } from './kit/route'
import { passes } from './resources'

/** Kinds people look for, the likeliest first where two fit as well; the rest have lists of their own. */
const KINDS = [
  'projects',
  'documents',
  'proposals',
  'vouchers',
  'variation-orders',
  'daywork-orders',
  'subcontractors',
  'users',
  'expenses',
  'calendar',
  'journals',
  'ledgers',
  'accounts',
  'locations',
  'daily-logs',
  'material-stock',
  'gallery',
]
/** The best of each kind, and of all. */
const OF_KIND = 5
const MOST = 20
const TOO_LONG = 80
/** How many lists are asked at once. */
const AT_ONCE = 2

const found = z.object({
  type: z.string(),
  resource: z.string().meta({ description: 'Its list' }),
  id: z.uuid(),
  label: z.string(),
  detail: z.string().nullable().meta({ description: 'What tells it from others of its name: words, project, words around a hit' }),
  status: z.string().nullable(),
})
type Found = z.infer<typeof found>

type Row = Record<string, unknown> & { id: string }

// Marks of a hit are for those who show it as one.
const textIn = (value: unknown): string => (typeof value === 'string' ? value.replace(/[⟦⟧]/g, '').trim() : '')
const nameIn = (value: unknown): string => textIn((value as { name?: unknown } | null | undefined)?.name)
const short = (text: string): string => (text.length > TOO_LONG ? `${text.slice(0, TOO_LONG - 1)}…` : text)

/** A row of a list as something found. */
function foundIn(resource: Resource, row: Row): Found {
  const label = textIn(row[resource.label]) || nameIn(row.user) || nameIn(row.project) || row.id
  const words = resource.list.search.filter((name) => name !== resource.label).map((name) => textIn(row[name]))
  const more = [textIn(row.hit) || (words.find((word) => word !== '') ?? ''), nameIn(row.project)]
  const detail = more.filter((text) => text !== '' && text !== label).map(short)
  return {
    type: resource.type,
    resource: resource.name,
    id: row.id,
    label,
    detail: detail.length > 0 ? detail.join(' · ') : null,
    status: textIn(row.status) || null,
  }
}

/** A list, and what its rows are. */
interface Searched {
  route: Route
  resource: Resource
}

/** Asks a list as its own route would, so that nobody finds what their list does not show. */
async function ask({ route, resource }: Searched, call: Call, search: string): Promise<Found[]> {
  const query = { ...(route.query?.parse({ per_page: String(OF_KIND) }) as ListQuery), best: search }
  const { data } = (await route.handle({ ...call, query, params: {} })) as Reply
  return (data as Row[]).map((row) => foundIn(resource, row))
}

/** Asks each list, a few at once, so that one search does not take the places of all others. */
async function askAll(lists: readonly Searched[], call: Call, search: string): Promise<Found[]> {
  const found: Found[][] = []
  const left = lists.entries()
  const one = async (): Promise<void> => {
    for (const [index, list] of left) found[index] = await ask(list, call, search)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return found.flat()
}

/** The best first; kinds in their order where two fit as well, and within a kind as its list gave them. */
function ranked(all: readonly Found[], search: string): Found[] {
  const asked = fold(search)
  const places = all.map((one, index) => ({ one, place: [standing(fold(one.label), asked), index] as const }))
  return places.sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]).map(({ one }) => one)
}

/** The lists of one portal that are searched. */
function searchedIn(path: string, routes: readonly Route[]): Searched[] {
  const lists = routes.filter((route) => route.method === 'get' && route.meta !== undefined && !route.path.includes(':'))
  const own = lists.filter((route) => portalOf(route.path) === portalOf(path))
  // A portal's list may show less than the definition says, and then does not name it.
  return KINDS.flatMap((kind) => {
    const route = own.find((each) => each.resource?.name === kind || each.path.endsWith(`/${kind}`))
    const resource = routes.find((each) => each.resource?.name === kind)?.resource
    return route && resource ? [{ route, resource }] : []
  })
}

function searchRoute(path: string, routes: readonly Route[]): Route {
  const searched = searchedIn(path, routes)
  return action({
    method: 'get',
    path,
    permission: SIGNED_IN,
    tag: 'search',
    summary: 'Records of every kind the caller may see, by name, number or text, the best first; case and accents do not matter',
    query: z.strictObject({ q: searchText.min(2).refine((text) => wordsIn(text).length > 0, 'must hold letters or digits') }),
    answer: z.array(found),
    heavy: true,
    async handle(call) {
      const { q } = call.query
      const mine = searched.filter(({ route }) => passes(call.actor, route.permission))
      return ranked(await askAll(mine, call as Call, q), q).slice(0, MOST)
    },
  })
}

/** `GET /api/admin/search`, and the same for each portal over its own lists. */
export const searchRoutes = (routes: readonly Route[]): Route[] =>
  ['admin', 'employee', 'contractor', 'client'].map((portal) => searchRoute(`/api/${portal}/search`, routes))
