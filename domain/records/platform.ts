/** People, roles and businesses as they are sent and answered (api.md §1). */
import { z } from 'zod'
import { choice, date, decimal, email, longText, moment, money, person, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { isCurrency } from '../money'
import { holdsUsername, isCommon, PASSWORD_MAX, PASSWORD_MIN } from '../rules/passwords'

/** The user types a business may make; super admins belong to the platform. */
export const BUSINESS_USER_TYPES = ['admin', 'staff', 'employee', 'contractor', 'client'] as const
export const USER_STATUSES = ['active', 'banned', 'deactivated', 'pending'] as const
export const LOCALES = ['en', 'pt'] as const

const ZONES = new Set(Intl.supportedValuesOf('timeZone'))

function isZone(zone: string): boolean {
  if (ZONES.has(zone) || zone === 'UTC') return true
  if (!zone.includes('/')) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    // Only a RangeError comes from here: the name is no zone, which is the answer.
    return false
  }
}

export const name = text('users.name')
/** ASCII on purpose: no two usernames look alike; no `@`, so that none is somebody's e-mail address. */
export const username = z
  .string()
  .trim()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/, 'must be 2 to 64 letters, digits, dots, dashes or underscores')
  .meta({ label: 'users.username', kind: 'text' })
export const emailAddress = email('users.email')
export const password = z
  .string()
  .min(PASSWORD_MIN)
  .max(PASSWORD_MAX)
  .refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'must be well-formed text')
  .refine((value) => value.length < PASSWORD_MIN || value.length > PASSWORD_MAX || !isCommon(value), 'must not be a common password')
  .meta({ label: 'users.password', kind: 'text', secret: true })
export const timeZone = z
  .string()
  .max(64)
  .refine(isZone, 'must be a time zone such as Europe/Lisbon')
  .meta({ label: 'businesses.time_zone', kind: 'text' })
export const currency = z
  .string()
  .max(3)
  .refine(isCurrency, 'must be a currency code such as EUR')
  .meta({ label: 'businesses.base_currency', kind: 'text' })
export const locale = choice('businesses.locale', LOCALES)

interface WithPassword {
  username?: string | undefined
  password?: string | undefined
}

const apart = (value: WithPassword): boolean =>
  typeof value.password !== 'string' || typeof value.username !== 'string' || !holdsUsername(value.password, value.username)

/** A body whose password may not contain its username; told together with every other wrong field. */
export const withPassword = <T extends z.ZodType<WithPassword>>(body: T): T =>
  body.refine(apart, {
    path: ['password'],
    error: 'must not contain the username',
    when: ({ value }) => typeof value === 'object' && value !== null,
  }) as T

/** One person of a business; the rules of `role_id` and the sign-in live in api/platform/users.ts. */
export const userResource = defineResource({
  name: 'users',
  type: 'user',
  slug: 'users',
  title: 'users.title',
  fields: {
    name,
    username,
    email: emailAddress,
    user_type: choice('users.user_type', BUSINESS_USER_TYPES),
    role_id: ref('users.role', 'roles'),
    manager_id: person('users.manager'),
    approval_limit: money('users.approval_limit'),
    discount_limit: decimal('users.discount_limit', 2),
    locale,
  },
  required: ['name', 'username', 'email', 'user_type'],
  unique: ['username', 'email'],
  label: 'name',
  list: {
    columns: ['name', 'username', 'email', 'user_type', 'role_id'],
    filter: ['user_type'],
    sort: ['username', 'email', 'user_type'],
    search: ['name', 'username', 'email'],
  },
})

const percent = decimal('users.discount_limit', 2).refine((value) => Number(value) <= 100, 'must not be greater than 100')
const userFields = {
  name,
  username,
  email: emailAddress,
  password,
  user_type: choice('users.user_type', BUSINESS_USER_TYPES),
  role_id: ref('users.role', 'roles').nullish(),
  manager_id: person('users.manager').nullish(),
  approval_limit: money('users.approval_limit').nullish(),
  discount_limit: percent.nullish(),
  locale: locale.nullish(),
}

export const createUserBody = withPassword(z.strictObject(userFields))
export const updateUserBody = withPassword(
  z.strictObject({
    ...userFields,
    name: name.optional(),
    username: username.optional(),
    email: emailAddress.optional(),
    password: password.optional(),
    user_type: userFields.user_type.optional(),
    version: z.number().int().min(1),
  }),
)
/** An optional reason, kept with the action. */
export const reasonBody = z.strictObject({ reason: longText('reason', 2000).optional() })
/** A reason that must be given. */
export const requiredReasonBody = z.strictObject({ reason: text('reason', 2000) })

export const roleResource = defineResource({
  name: 'roles',
  type: 'role',
  slug: 'roles',
  title: 'roles.title',
  fields: {
    name: text('roles.name'),
    slug: text('roles.slug'),
    system: z.boolean().meta({ label: 'roles.system', kind: 'flag' }),
    permission_ids: z.array(z.string().max(100)).max(500).meta({ label: 'roles.permissions', kind: 'keys', to: 'permissions' }),
  },
  required: ['name', 'slug', 'system', 'permission_ids'],
  create: ['name', 'permission_ids'],
  update: ['name', 'permission_ids'],
  unique: ['name', 'slug'],
  label: 'name',
  list: { columns: ['name', 'slug', 'system', 'permission_ids'], filter: ['system', 'slug'], search: ['name', 'slug'] },
})

export const adminBody = { name, username, email: emailAddress, password }
export const createBusinessBody = z.strictObject({
  name: text('businesses.name'),
  time_zone: timeZone,
  base_currency: currency,
  locale: locale.optional(),
  admin: withPassword(z.strictObject(adminBody)),
})
export const updateBusinessBody = z.strictObject({
  name: text('businesses.name').optional(),
  time_zone: timeZone.optional(),
  locale: locale.optional(),
  version: z.number().int().min(1),
})
export const registerBody = withPassword(
  z.strictObject({
    business_name: text('businesses.name'),
    ...adminBody,
    time_zone: timeZone,
    base_currency: currency,
    locale: locale.optional(),
  }),
)

/** A day or an instant, for the ends of a range. */
export const dayOrInstant = (label: string) => z.union([date(label), moment()])
