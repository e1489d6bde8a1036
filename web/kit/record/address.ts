/** The page of a record of any type, so that every link opens the same thing. */
import { addressOf, type Query } from '../api/client'
import type { NotificationRow } from '../api/types'

/** Resources with pages of their own; all others are served by the generic pages. */
const OWN_PAGES: Record<string, string> = {
  documents: '/documents',
  users: '/people',
  roles: '/roles',
  projects: '/projects',
  proposals: '/proposals',
  calendar: '/calendar',
  gallery: '/gallery',
  expenses: '/expenses',
  vouchers: '/vouchers',
  'variation-orders': '/variation-orders',
  'daywork-orders': '/daywork-orders',
  ledgers: '/ledger',
  journals: '/journals',
  accounts: '/accounts',
  periods: '/periods',
}

/** Whether a resource has pages of its own. */
export const hasOwnPages = (resource: string): boolean => OWN_PAGES[resource] !== undefined

/** The list of a resource, with filters and other names of the address where given. */
export const listAddress = (resource: string, query: Query = {}): string => addressOf(OWN_PAGES[resource] ?? `/records/${resource}`, query)

/** What is looked at in its place rather than on a page: an event over the calendar, a picture over the gallery. */
const OVER: Record<string, string> = { calendar: '/calendar/event', gallery: '/gallery/picture' }

/** The page of one record of a resource. */
export const recordAddress = (resource: string, id: string): string => `${OVER[resource] ?? listAddress(resource)}/${id}`

/** An address with a query as the router takes it. */
export function linkTo(address: string): { to: string; search: never } {
  const [to = '/', query = ''] = address.split('?')
  return { to, search: Object.fromEntries(new URLSearchParams(query)) as never }
}

/** Types whose records have pages of their own, in the office and in the portals that know them; and for clients. */
const PAGES: Record<string, string> = {
  document: '/documents',
  project: '/projects',
  proposal: '/proposals',
  user: '/people',
  expense: '/expenses',
  calendar_event: '/calendar/event',
  gallery_item: '/gallery/picture',
}
const CLIENT_PAGES: Record<string, string> = {
  document: '/client/documents',
  proposal: '/client/proposals',
  project: '/client/projects',
  gallery_item: '/gallery/picture',
}
const CONTRACTOR_PAGES: Record<string, string> = { ...PAGES, voucher: '/contractor/vouchers' }
const PORTAL_PAGES: Record<string, Record<string, string>> = { client: CLIENT_PAGES, contractor: CONTRACTOR_PAGES }

/** The statement of a party, as the router takes it. */
export const partyAddress = (party_type: string, party_id: string): { to: string; search: never } =>
  linkTo(addressOf('/ledger/party', { party_type, party_id }))

/** Where a record is read; unknown types lead to the inbox, which always exists. */
export function addressOfRecord(type: string | null, id: string | null, user_type?: string): string {
  if (!type || !id) return '/notifications'
  // Entries of a contractor's ledger have no pages: they stand in it.
  if (type === 'ledger_entry' && user_type === 'contractor') return '/contractor/ledger'
  const own = (PORTAL_PAGES[user_type ?? ''] ?? PAGES)[type]
  if (own) return `${own}/${id}`
  if (type === 'task') return `/inbox/${id}`
  if (type === 'business') return `/platform/businesses/${id}`
  if (type === 'registration') return '/inbox'
  if (type === 'audit_incident') return '/ledger/verify'
  if (type === 'mail') return `/settings/outbox/${id}`
  return `/records/by-type/${type}/${id}`
}

/** A notification that asks for work leads to its task, any other to its record. */
export function addressOfNotification({ kind, task_id, subject }: NotificationRow, user_type?: string): string {
  if (task_id && /^task\./.test(kind)) return `/inbox/${task_id}`
  return addressOfRecord(subject?.type ?? null, subject?.id ?? null, user_type)
}
