/** The person behind a request, with every right they hold at this moment. */

export const USER_TYPES = ['super_admin', 'admin', 'staff', 'employee', 'contractor', 'client'] as const
export type UserType = (typeof USER_TYPES)[number]

/** Somebody absent whom the actor stands in for today (TASK-4). */
export interface Principal {
  id: string
  name: string
  user_type: UserType
  slugs: ReadonlySet<string>
  role_id: string | null
  approval_limit: bigint | null
}

/** What an actor's business decides about their requests. */
export interface ActorBusiness {
  id: string
  name: string
  time_zone: string
  base_currency: string
  locale: string
}

export interface Actor extends Principal {
  username: string
  email: string
  tenant_id: string
  session_id: string
  manager_id: string | null
  locale: string | null
  discount_limit: string | null
  role: { id: string; name: string; slug: string } | null
  business: ActorBusiness
  stands_in_for: readonly Principal[]
}

/** True when the person passes the slug check of ADM-011: admins always, staff with the slug in their role. */
export const holds = (who: Pick<Principal, 'user_type' | 'slugs'>, slug: string): boolean =>
  who.user_type === 'admin' || who.slugs.has(slug)
