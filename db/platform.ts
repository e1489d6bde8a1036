/** People, sessions and businesses as the API reads them. */
import { DateTime } from 'luxon'
import type { Actor, Principal, UserType } from '../domain/actor'
import { type Database, PLATFORM, tenantDb } from './kit/client'

interface ActorRow {
  id: string
  name: string
  username: string
  email: string
  user_type: UserType
  role_id: string | null
  manager_id: string | null
  approval_limit: bigint | null
  discount_limit: string | null
  locale: string | null
  role_name: string | null
  role_slug: string | null
  permission_ids: string[] | null
  business_id: string
  business_name: string
  time_zone: string
  base_currency: string
  business_locale: string
}

const PERSON = `u.id, u.name, u.username, u.email, u.user_type, u.role_id, u.manager_id, u.approval_limit, u.discount_limit, u.locale,
  r.name as role_name, r.slug as role_slug, r.permission_ids`

const ACTIVE = "u.banned_at is null and u.deactivated_at is null and u.approved_at is not null and u.email_verified_at is not null and b.status = 'active'"

/** Slugs of the platform's own people. */
const PLATFORM_SLUGS = ['platform.approve_registration']

function principalOf(row: ActorRow): Principal {
  const slugs = row.user_type === 'super_admin' ? PLATFORM_SLUGS : row.user_type === 'staff' ? (row.permission_ids ?? []) : []
  return {
    id: row.id, name: row.name, user_type: row.user_type, role_id: row.role_id,
    slugs: new Set(slugs), approval_limit: row.approval_limit,
  }
}

/** The signed-in person with their rights now, or undefined when the session, the person or the business is shut out. */
export async function findActor(db: Database, at: { tenant_id: string; session_id: string; user_id: string; now: Date }): Promise<Actor | undefined> {
  const tenant = tenantDb(db, at.tenant_id)
  const found = await tenant.raw(
    `select ${PERSON}, b.id as business_id, b.name as business_name, b.time_zone, b.base_currency, b.locale as business_locale
     from sessions s
     join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
     join businesses b on b.tenant_id = s.tenant_id and b.id = s.tenant_id
     left join roles r on r.tenant_id = u.tenant_id and r.id = u.role_id
     where s.tenant_id = ? and s.id = ? and s.user_id = ? and s.ended_at is null and s.expires_at > now() and ${ACTIVE}`,
    [at.tenant_id, at.session_id, at.user_id],
  )
  const row: ActorRow | undefined = found.rows[0]
  if (!row) return undefined
  const today = DateTime.fromJSDate(at.now).setZone(row.time_zone).toISODate()
  const absent = await tenant.raw(
    `select ${PERSON} from substitutes x
     join users u on u.tenant_id = x.tenant_id and u.id = x.absent_user_id
     join businesses b on b.tenant_id = x.tenant_id and b.id = x.tenant_id
     left join roles r on r.tenant_id = u.tenant_id and r.id = u.role_id
     where x.tenant_id = ? and x.user_id = ? and x.from_date <= ? and x.to_date >= ? and ${ACTIVE}`,
    [at.tenant_id, row.id, today, today],
  )
  return {
    ...principalOf(row),
    username: row.username, email: row.email, tenant_id: at.tenant_id, session_id: at.session_id,
    manager_id: row.manager_id, locale: row.locale, discount_limit: row.discount_limit,
    role: row.role_id && row.role_name && row.role_slug ? { id: row.role_id, name: row.role_name, slug: row.role_slug } : null,
    business: { id: row.business_id, name: row.business_name, time_zone: row.time_zone, base_currency: row.base_currency, locale: row.business_locale },
    stands_in_for: (absent.rows as ActorRow[]).map(principalOf),
  }
}

/** What log-in needs of a person, by username or e-mail in any case. */
export interface Login {
  id: string
  user_tenant_id: string
  password_hash: string
  banned_at: Date | null
  ban_reason: string | null
  deactivated_at: Date | null
  approved_at: Date | null
  email_verified_at: Date | null
  business_status: 'pending' | 'active' | 'suspended'
}

/** The log-in row of a username or e-mail, over the whole system. */
export async function findLogin(db: Database, name: string): Promise<Login | undefined> {
  const key = name.trim().toLowerCase()
  const found = await tenantDb(db, PLATFORM).raw(
    `select l.id, l.user_tenant_id, l.password_hash, u.banned_at, u.ban_reason, u.deactivated_at, u.approved_at, u.email_verified_at,
       b.status as business_status
     from logins l
     join users u on u.tenant_id = l.user_tenant_id and u.id = l.id
     join businesses b on b.tenant_id = l.user_tenant_id and b.id = l.user_tenant_id
     where l.tenant_id = ? and (l.username_key = ? or l.email_key = ?)`,
    [PLATFORM, key, key],
  )
  return found.rows[0]
}
