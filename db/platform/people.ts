/** People with their rights at this moment: the actor of a request, and the subject of a troubleshooting question. */
import { DateTime } from 'luxon'
import type { Actor, Principal, UserType } from '../../domain/actor'
import { ask, type Database, tenantDb, type TenantDb, type Trx } from '../kit/client'

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
const BUSINESS = 'b.id as business_id, b.name as business_name, b.time_zone, b.base_currency, b.locale as business_locale'
const JOINS = `join businesses b on b.tenant_id = u.tenant_id and b.id = u.tenant_id
     left join roles r on r.tenant_id = u.tenant_id and r.id = u.role_id`

const ACTIVE =
  "u.banned_at is null and u.deactivated_at is null and u.approved_at is not null and u.email_verified_at is not null and b.status = 'active'"

/** Slugs of the platform's own people. */
export const PLATFORM_SLUGS: readonly string[] = ['platform.approve_registration']

function principalOf(row: ActorRow): Principal {
  const slugs = row.user_type === 'super_admin' ? PLATFORM_SLUGS : row.user_type === 'staff' ? (row.permission_ids ?? []) : []
  return {
    id: row.id,
    name: row.name,
    user_type: row.user_type,
    role_id: row.role_id,
    slugs: new Set(slugs),
    approval_limit: row.approval_limit,
  }
}

/** The people whom somebody stands in for on a day of their business. */
async function absentFor(tenant: TenantDb, row: ActorRow, now: Date): Promise<Principal[]> {
  const tenant_id: string = tenant.userParams.tenant_id
  const today = DateTime.fromJSDate(now).setZone(row.time_zone).toISODate()
  const absent = await ask<ActorRow>(
    tenant,
    `select ${PERSON} from substitutes x
     join users u on u.tenant_id = x.tenant_id and u.id = x.absent_user_id
     ${JOINS}
     where x.tenant_id = $1 and x.user_id = $2 and x.from_date <= $3 and x.to_date >= $3 and ${ACTIVE}`,
    [tenant_id, row.id, today],
  )
  return absent.map(principalOf)
}

const actorOf = (row: ActorRow, at: { tenant_id: string; session_id: string }, absent: Principal[]): Actor => ({
  ...principalOf(row),
  username: row.username,
  email: row.email,
  tenant_id: at.tenant_id,
  session_id: at.session_id,
  manager_id: row.manager_id,
  locale: row.locale,
  discount_limit: row.discount_limit,
  role: row.role_id && row.role_name && row.role_slug ? { id: row.role_id, name: row.role_name, slug: row.role_slug } : null,
  business: {
    id: row.business_id,
    name: row.business_name,
    time_zone: row.time_zone,
    base_currency: row.base_currency,
    locale: row.business_locale,
  },
  stands_in_for: absent,
})

/** The signed-in person with their rights now, or undefined when the session, the person or the business is shut out. */
export async function findActor(
  db: Database,
  at: { tenant_id: string; session_id: string; user_id: string; now: Date },
): Promise<Actor | undefined> {
  const tenant = tenantDb(db, at.tenant_id)
  const [row] = await ask<ActorRow & { stands_in: boolean }>(
    tenant,
    `select ${PERSON}, ${BUSINESS},
       exists (select from substitutes x where x.tenant_id = u.tenant_id and x.user_id = u.id and x.to_date >= current_date - 1) as stands_in
     from sessions s
     join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
     ${JOINS}
     where s.tenant_id = $1 and s.id = $2 and s.user_id = $3 and s.ended_at is null and s.expires_at > now() and ${ACTIVE}`,
    [at.tenant_id, at.session_id, at.user_id],
  )
  // Few people ever stand in for another; theirs is a second question.
  return row && actorOf(row, at, row.stands_in ? await absentFor(tenant, row, at.now) : [])
}

/** The rights of an active person of the business, or undefined when there is none of that id. */
export async function findPrincipal(tenant: TenantDb | Trx, user_id: string): Promise<Principal | undefined> {
  const found = await tenant.raw(`select ${PERSON} from users u ${JOINS} where u.tenant_id = ? and u.id = ? and ${ACTIVE}`, [
    tenant.userParams.tenant_id,
    user_id,
  ])
  const row: ActorRow | undefined = found.rows[0]
  return row && principalOf(row)
}

/** A person's rights together with everything that may shut them out, whether they are signed in or not. */
export interface Standing {
  actor: Actor
  user_status: 'active' | 'banned' | 'deactivated' | 'pending'
  business_status: 'pending' | 'active' | 'suspended'
  email_verified: boolean
  approved: boolean
  live_sessions: number
}

/** Where a person of the business stands now, or undefined when there is no such person. */
export async function findStanding(tenant: TenantDb, user_id: string, now: Date): Promise<Standing | undefined> {
  const tenant_id: string = tenant.userParams.tenant_id
  const found = await tenant.raw(
    `select ${PERSON}, ${BUSINESS}, ${USER_STATUS} as user_status, b.status as business_status,
       u.email_verified_at is not null as email_verified, u.approved_at is not null as approved,
       (select count(*)::int from sessions s where s.tenant_id = u.tenant_id and s.user_id = u.id and s.ended_at is null and s.expires_at > now()) as live_sessions
     from users u ${JOINS} where u.tenant_id = ? and u.id = ?`,
    [tenant_id, user_id],
  )
  const row: (ActorRow & Omit<Standing, 'actor'>) | undefined = found.rows[0]
  if (!row) return undefined
  const { user_status, business_status, email_verified, approved, live_sessions } = row
  const actor = actorOf(row, { tenant_id, session_id: '' }, await absentFor(tenant, row, now))
  return { actor, user_status, business_status, email_verified, approved, live_sessions }
}

/** The status of a row `u` of users, in one word. */
export const USER_STATUS = `case when u.banned_at is not null then 'banned' when u.deactivated_at is not null then 'deactivated'
  when u.approved_at is null or u.email_verified_at is null then 'pending' else 'active' end`
