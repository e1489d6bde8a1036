/** Registrations as rows: made with their pending business, moved by their process, read by the platform. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { RegistrationData, RegistrationStatus } from '../../domain/rules/platform'
import { EXPIRE_HOURS } from '../../domain/rules/platform'
import { PLATFORM, type TenantDb, type Trx } from '../kit/client'
import { type Builder, filterBy, type ListQuery, type Page, pageOf, searchIn } from '../kit/lists'
import { tableModel } from '../kit/model'
import { insertBusiness } from './businesses'

export interface RegistrationRow {
  id: string
  status: RegistrationStatus
  business_id: string
  user_id: string
  business_name: string
  name: string
  username: string
  email: string
  time_zone: string
  base_currency: string
  verify_before: Date
  verified_at: Date | null
  decided_at: Date | null
  created_at: Date
  updated_at: Date
  version: number
}

const macOf = (secret: string, id: string): Buffer => createHmac('sha256', Buffer.from(secret, 'hex')).update(`registration ${id}`).digest()

/** The token of the verification mail: it needs no row of its own, and no store ever holds it but the mail. */
export const registrationToken = (secret: string, id: string): string => `${id}.${macOf(secret, id).toString('base64url')}`

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The registration a token belongs to, or undefined when it was not made here. */
export function readRegistrationToken(secret: string, token: string): string | undefined {
  const [id = '', given = '', ...more] = token.split('.')
  const mac = Buffer.from(given, 'base64url')
  const expected = macOf(secret, id)
  return ID.test(id) && more.length === 0 && mac.length === expected.length && timingSafeEqual(mac, expected) ? id : undefined
}

/** Reserves the names and makes the pending business with its first admin, in the platform's transaction. */
export async function insertRegistration(trx: Trx, registration: { id: string; data: RegistrationData; token: string }): Promise<void> {
  const { id, data, token } = registration
  const { business_id, user_id, business_name, name, username, email, password_hash, time_zone, base_currency, locale } = data
  const admin = { id: user_id, name, username, email, password_hash }
  await insertBusiness(trx, { id: business_id, name: business_name, time_zone, base_currency, locale, admin, pending: true })
  await trx('registrations').insert({
    tenant_id: PLATFORM,
    id,
    status: 'unverified',
    business_id,
    user_id,
    business_name,
    name,
    username,
    email,
    time_zone,
    base_currency,
    token_hash: createHash('sha256').update(token).digest('hex'),
    verify_before: trx.raw(`now() + interval '${EXPIRE_HOURS} hours'`),
  })
}

/** The first admin's e-mail address is theirs. */
export const markVerified = async (trx: Trx, { business_id, user_id }: RegistrationRow): Promise<void> => {
  await trx('users').where({ tenant_id: business_id, id: user_id }).update({ email_verified_at: trx.fn.now(), updated_at: trx.fn.now() })
}

/** The business works and its first admin may come in. */
export async function activateBusiness(trx: Trx, { business_id, user_id }: RegistrationRow): Promise<void> {
  await trx('users').where({ tenant_id: business_id, id: user_id }).update({ approved_at: trx.fn.now(), updated_at: trx.fn.now() })
  await trx('businesses')
    .where({ tenant_id: business_id, id: business_id })
    .update({ status: 'active', version: trx.raw('version + 1'), updated_at: trx.fn.now() })
}

/** Username and e-mail are free for others again; the person of the registration never comes in. */
export async function releaseNames(trx: Trx, { business_id, user_id }: RegistrationRow): Promise<void> {
  await trx('users').where({ tenant_id: business_id, id: user_id }).update({ deactivated_at: trx.fn.now(), updated_at: trx.fn.now() })
  await trx('logins')
    .where({ tenant_id: PLATFORM, id: user_id })
    .update({ username_key: `freed ${user_id}`, email_key: `freed ${user_id}`, password_hash: 'freed', updated_at: trx.fn.now() })
}

/** One page of registrations. */
export function listRegistrations(db: TenantDb, list: ListQuery): Promise<Page<RegistrationRow>> {
  const query = tableModel('registrations').query(db) as unknown as Builder
  filterBy(query, list.filters, 'registrations')
  searchIn(query, ['registrations.business_name', 'registrations.name', 'registrations.email', 'registrations.username'], list.search)
  return pageOf<RegistrationRow>(query, list, 'registrations')
}

/** One registration, or undefined. */
export const findRegistration = async (db: TenantDb, id: string): Promise<RegistrationRow | undefined> =>
  db('registrations').where({ tenant_id: PLATFORM, id }).first()
