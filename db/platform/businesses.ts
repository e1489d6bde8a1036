/** Businesses, as the platform makes, suspends and reactivates them (TEN-13). */
import { Model } from 'objection'
import { v7 as uuidv7 } from 'uuid'
import { conflict, staleVersion } from '../../domain/errors'
import { insertBooks } from '../ledger/books'
import { type Database, inTenant, PLATFORM, type TenantDb, type Trx } from '../kit/client'
import { filterBy, type Builder, type ListQuery, type Page, pageOf, searchIn } from '../kit/lists'
import { requireRecord } from '../kit/records'
import { type By, changesBetween, writeAudit, writeHistory } from '../kit/trail'
import { insertLogin } from './logins'
import { endFeeds } from './sessions'

/** Rows of every business, which only the platform's tenant may see: the row policy is the wall here. */
class BusinessModel extends Model {
  static tableName = 'businesses'
}

export interface BusinessRow {
  id: string
  name: string
  status: 'pending' | 'active' | 'suspended'
  status_reason: string | null
  time_zone: string
  base_currency: string
  locale: string
  created_at: Date
  updated_at: Date
  version: number
}

const COLUMNS = [
  'id',
  'name',
  'status',
  'status_reason',
  'time_zone',
  'base_currency',
  'locale',
  'created_at',
  'updated_at',
  'version',
].map((name) => `businesses.${name}`)

/** The roles every business starts with; nobody changes or deletes them (ADM-011). */
export const SYSTEM_ROLES = [
  { name: 'Admin', slug: 'admin' },
  { name: 'Staff', slug: 'staff' },
] as const

export interface NewBusiness {
  id: string
  name: string
  time_zone: string
  base_currency: string
  locale: string
  admin: { id: string; name: string; username: string; email: string; password_hash: string }
  /** True for a registration: nobody may sign in before e-mail and approval. */
  pending: boolean
}

/** Makes a business with its system roles, its books and its first admin, in a transaction of the platform. */
export async function insertBusiness(trx: Trx, business: NewBusiness): Promise<void> {
  const { id, name, time_zone, base_currency, locale, admin, pending } = business
  await trx('businesses').insert({ tenant_id: id, id, name, time_zone, base_currency, locale, status: pending ? 'pending' : 'active' })
  await trx('roles').insert(SYSTEM_ROLES.map((role) => ({ tenant_id: id, id: uuidv7(), ...role, system: true })))
  await insertBooks(trx, { id, base_currency, locale })
  const { password_hash, ...person } = admin
  const passed = pending ? null : trx.fn.now()
  await trx('users').insert({ tenant_id: id, ...person, user_type: 'admin', email_verified_at: passed, approved_at: passed })
  await insertLogin(trx, { user_id: admin.id, user_tenant_id: id, username: admin.username, email: admin.email, password_hash })
}

/** Makes a business that works at once, with history and audit of the platform. */
export async function createBusiness(db: Database, by: By, business: Omit<NewBusiness, 'pending'>): Promise<BusinessRow> {
  return inTenant(db, PLATFORM, async (trx) => {
    await insertBusiness(trx, { ...business, pending: false })
    const { id, name, time_zone, base_currency, locale } = business
    await writeHistory(trx, by, {
      record_type: 'business',
      record_id: id,
      record_version: 1,
      action: 'created',
      changes: changesBetween({}, { name, time_zone, base_currency, locale }),
    })
    await writeAudit(trx, by, { action: 'businesses.create', resource: 'business', resource_id: id })
    return requireRecord(await findBusiness(trx, id))
  })
}

/** One page of the businesses, the platform itself left out. */
export function listBusinesses(db: TenantDb, list: ListQuery): Promise<Page<BusinessRow>> {
  const query = BusinessModel.query(db).select(COLUMNS).whereNot('businesses.id', PLATFORM) as unknown as Builder
  filterBy(query, list.filters, 'businesses')
  searchIn(query, ['businesses.name'], list.search)
  return pageOf<BusinessRow>(query, list, 'businesses')
}

/** One business with its first admins, or undefined. */
export async function findBusiness(
  db: TenantDb | Trx,
  id: string,
): Promise<(BusinessRow & { admins: { id: string; name: string; username: string }[] }) | undefined> {
  const row: BusinessRow | undefined = await db('businesses').where({ tenant_id: id, id }).whereNot({ id: PLATFORM }).first(COLUMNS)
  if (!row) return undefined
  const admins = await db('users')
    .where({ tenant_id: id, user_type: 'admin' })
    .orderBy('created_at')
    .limit(20)
    .select('id', 'name', 'username')
  return { ...row, admins }
}

async function lockBusiness(trx: Trx, id: string): Promise<BusinessRow> {
  return requireRecord(await trx('businesses').where({ tenant_id: id, id }).whereNot({ id: PLATFORM }).forUpdate().first(COLUMNS))
}

/** Merges name, zone or language into a business read at `version`. */
export async function updateBusiness(
  db: Database,
  by: By,
  change: { id: string; version: number; values: Record<string, unknown> },
): Promise<BusinessRow> {
  const { id, version, values } = change
  return inTenant(db, PLATFORM, async (trx) => {
    const before = await lockBusiness(trx, id)
    if (before.version !== version) throw staleVersion({ version: before.version })
    const changes = changesBetween({ ...before }, values)
    if (Object.keys(changes).length > 0) {
      await trx('businesses')
        .where({ tenant_id: id, id })
        .update({ ...values, version: version + 1, updated_at: trx.fn.now() })
      await writeHistory(trx, by, { record_type: 'business', record_id: id, record_version: version + 1, action: 'updated', changes })
      await writeAudit(trx, by, {
        action: 'businesses.update',
        resource: 'business',
        resource_id: id,
        data: { fields: Object.keys(changes) },
      })
    }
    return requireRecord(await findBusiness(trx, id))
  })
}

const MOVES = {
  suspend: { from: 'active', to: 'suspended' },
  reactivate: { from: 'suspended', to: 'active' },
} as const

interface Move {
  id: string
  action: keyof typeof MOVES
  reason: string
}

/** History of the business, and an audit event for the platform and for the business itself. */
async function tellMove(trx: Trx, by: By, told: { move: Move; before: BusinessRow }): Promise<void> {
  const { before, move } = told
  const { id, action, reason } = move
  const changes = changesBetween({ ...before }, { status: MOVES[action].to, status_reason: reason })
  const event = { action: `businesses.${action}`, resource: 'business', resource_id: id }
  await writeHistory(trx, by, {
    record_type: 'business',
    record_id: id,
    record_version: before.version + 1,
    action: MOVES[action].to,
    changes,
  })
  await writeAudit(trx, by, { ...event, data: { reason } })
  await writeAudit(trx, by, { ...event, tenant_id: id, data: { reason, by: 'platform' } })
}

/** Suspends a business, ending its sessions, or reactivates it; 409 when it stands otherwise. Both audits tell of it. */
export async function moveBusiness(db: Database, by: By, move: Move): Promise<BusinessRow> {
  const { id, action, reason } = move
  const { from, to } = MOVES[action]
  const moved = await inTenant(db, PLATFORM, async (trx) => {
    const before = await lockBusiness(trx, id)
    const { status, version } = before
    if (status !== from) {
      const allowed = { active: ['suspend'], suspended: ['reactivate'], pending: [] }[status]
      throw conflict('illegal_transition', `This business is ${status}.`, { current: { status, version }, allowed })
    }
    await trx('businesses')
      .where({ tenant_id: id, id })
      .update({ status: to, status_reason: reason, version: version + 1, updated_at: trx.fn.now() })
    if (to === 'suspended') {
      await trx('sessions')
        .where({ tenant_id: id })
        .whereNull('ended_at')
        .update({ ended_at: trx.fn.now(), end_reason: 'business_suspended', updated_at: trx.fn.now() })
    }
    await tellMove(trx, by, { move, before })
    return requireRecord(await findBusiness(trx, id))
  })
  // Behind the wall of the business, and so by itself; while a business is suspended its links open nothing anyway.
  if (to === 'suspended') await inTenant(db, id, (trx) => endFeeds(trx, by, { reason: 'business_suspended' }))
  return moved
}
