/** How people and sessions are answered. */
import { z } from 'zod'
import { type Actor, USER_TYPES } from '../../domain/actor'
import { permissions } from '../../policies/permissions'

const roleAnswer = z.object({ id: z.uuid(), name: z.string(), slug: z.string() })

/** The signed-in person, as log-in and `/api/me` answer it. */
export const meAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  username: z.string(),
  email: z.string(),
  user_type: z.enum(USER_TYPES),
  business_id: z.uuid(),
  business: z.object({ id: z.uuid(), name: z.string(), time_zone: z.string(), base_currency: z.string(), locale: z.string() }),
  locale: z.string().nullable(),
  role: roleAnswer.nullable(),
  permissions: z.array(z.string()),
  stands_in_for: z.array(z.object({ id: z.uuid(), name: z.string() })),
})

/** Every slug a person passes: all of them for an admin of a business, else those of their role. */
export const slugsOf = (actor: Pick<Actor, 'user_type' | 'slugs'>): string[] =>
  actor.user_type === 'admin' ? permissions.map((each) => each.slug) : [...actor.slugs].sort()

export const presentMe = (actor: Actor): z.infer<typeof meAnswer> => ({
  id: actor.id,
  name: actor.name,
  username: actor.username,
  email: actor.email,
  user_type: actor.user_type,
  business_id: actor.business.id,
  business: actor.business,
  locale: actor.locale,
  role: actor.role,
  permissions: slugsOf(actor),
  stands_in_for: actor.stands_in_for.map(({ id, name }) => ({ id, name })),
})

export const tokenAnswer = z.object({
  token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  refresh_token: z.string().nullable(),
  user_type: z.enum(USER_TYPES),
  user: meAnswer,
})

export const sessionAnswer = z.object({
  id: z.uuid(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
  current: z.boolean(),
})
