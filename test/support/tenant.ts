/** Fresh businesses with signed-in people of every kind, written straight into the database. */
import { v7 as uuidv7 } from 'uuid'
import type { UserType } from '../../domain/actor'
import { inTenant, PLATFORM } from '../../db/kit/client'
import { insertBusiness, insertLogin, openSession } from '../../db/platform'
import type { TestApp } from './app'

/** The password of everybody made here. */
export const PASSWORD = 'Correct-horse-42-staple'

export interface Answer {
  status: number
  // Tests read answers of every shape; what they find is checked by their assertions.
  body: Body
  headers: Headers
}
export type Body = ReturnType<typeof JSON.parse>

type Send = (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface Caller {
  id: string
  name: string
  username: string
  email: string
  user_type: UserType
  tenant_id: string
  session_id: string
  token: string
  refresh_token: string
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post: Send
  put: Send
  delete: Send
}

export interface Business {
  id: string
  name: string
  admin: Caller
  /** Staff in the order asked for, each with a role of exactly its slugs. */
  staff: Caller[]
  employees: Caller[]
  contractors: Caller[]
  clients: Caller[]
}

export interface Wanted {
  name?: string
  time_zone?: string
  base_currency?: string
  /** One staff member for each list of slugs. */
  staff?: readonly (readonly string[])[]
  employee?: number
  contractor?: number
  client?: number
}

/** One call; the body is parsed when it is JSON, else text. */
export async function send(
  url: string,
  call: { method: string; path: string; body?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const { method, path, body, headers } = call
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const json: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' }
  const answer = await fetch(url + path, { method, headers: { ...json, ...headers }, redirect: 'manual', ...sent })
  const got = await answer.text()
  const parsed = answer.headers.get('content-type')?.includes('json') ? JSON.parse(got) : got
  return { status: answer.status, body: parsed, headers: answer.headers }
}

/** Somebody who has not signed in. */
export const stranger = (app: TestApp): Pick<Caller, 'get' | 'post' | 'put' | 'delete'> => methods(app, {})

function methods(app: TestApp, own: Record<string, string>): Pick<Caller, 'get' | 'post' | 'put' | 'delete'> {
  const by =
    (method: string): Send =>
    (path, body, headers) =>
      send(app.url, { method, path, body, headers: { ...own, ...headers } })
  return {
    get: (path, headers) => send(app.url, { method: 'GET', path, headers: { ...own, ...headers } }),
    post: by('POST'),
    put: by('PUT'),
    delete: by('DELETE'),
  }
}

const hashes = new Map<TestApp, Promise<string>>()

/** The hash of PASSWORD, made once for each app. */
export function passwordHash(app: TestApp): Promise<string> {
  const known = hashes.get(app) ?? app.services.passwords.hash(PASSWORD)
  hashes.set(app, known)
  return known
}

const unique = (): string => uuidv7().replaceAll('-', '').slice(8)

export interface NewPerson {
  tenant_id: string
  user_type: UserType
  id?: string
  name?: string
  username?: string
  email?: string
  role_id?: string | null
  [field: string]: unknown
}

/** One more person with a sign-in and a live session. */
export async function person(app: TestApp, wanted: NewPerson): Promise<Caller> {
  const key = unique()
  const {
    tenant_id,
    user_type,
    id = uuidv7(),
    name = `${user_type} ${key.slice(-4)}`,
    username = `u${key}`,
    email = `${key}@example.test`,
    ...fields
  } = wanted
  const password_hash = await passwordHash(app)
  await inTenant(app.services.db, tenant_id, async (trx) => {
    await trx('users').insert({
      tenant_id,
      id,
      name,
      username,
      email,
      user_type,
      email_verified_at: trx.fn.now(),
      approved_at: trx.fn.now(),
      ...fields,
    })
    await insertLogin(trx, { user_id: id, user_tenant_id: tenant_id, username, email, password_hash })
  })
  return signedIn(app, { id, name, username, email, user_type, tenant_id })
}

/** A new session of somebody, as if they had logged in. */
export async function signedIn(
  app: TestApp,
  who: Pick<Caller, 'id' | 'name' | 'username' | 'email' | 'user_type' | 'tenant_id'>,
): Promise<Caller> {
  const { tokens, db } = app.services
  const days = { idle: 14, absolute: 30 }
  const session_id = await inTenant(db, who.tenant_id, (trx) =>
    openSession(trx, { user_id: who.id, user_agent: 'test', address: '127.0.0.1' }, days),
  )
  const token = await tokens.issue({ user_id: who.id, tenant_id: who.tenant_id, session_id })
  const refresh_token = tokens.refresh({ tenant_id: who.tenant_id, session_id, generation: 1 })
  return { ...who, session_id, token, refresh_token, ...methods(app, { Authorization: `Bearer ${token}` }) }
}

/** A role of exactly these slugs; returns its id. */
export async function role(app: TestApp, tenant_id: string, permission_ids: readonly string[]): Promise<string> {
  const id = uuidv7()
  const slug = `role-${unique()}`
  await inTenant(app.services.db, tenant_id, (trx) =>
    trx('roles').insert({ tenant_id, id, name: slug, slug, permission_ids: [...permission_ids] }),
  )
  return id
}

const many = <T>(count: number | undefined, make: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count ?? 0 }, make))

/** A fresh business with the people asked for; its admin always. */
export async function tenant(app: TestApp, wanted: Wanted = {}): Promise<Business> {
  const id = uuidv7()
  const { name = `Business ${unique().slice(-6)}`, time_zone = 'Europe/Lisbon', base_currency = 'EUR' } = wanted
  const first = { id: uuidv7(), name: 'First admin', username: `a${unique()}`, email: `${unique()}@example.test` }
  const password_hash = await passwordHash(app)
  await inTenant(app.services.db, PLATFORM, (trx) =>
    insertBusiness(trx, { id, name, time_zone, base_currency, locale: 'en', pending: false, admin: { ...first, password_hash } }),
  )
  const admin = await signedIn(app, { ...first, user_type: 'admin', tenant_id: id })
  const make = (user_type: UserType) => () => person(app, { tenant_id: id, user_type })
  const staff = await Promise.all(
    (wanted.staff ?? []).map(async (slugs) => person(app, { tenant_id: id, user_type: 'staff', role_id: await role(app, id, slugs) })),
  )
  const [employees, contractors, clients] = await Promise.all([
    many(wanted.employee, make('employee')),
    many(wanted.contractor, make('contractor')),
    many(wanted.client, make('client')),
  ])
  return { id, name, admin, staff, employees, contractors, clients }
}

/** A super admin of the platform. */
export const superAdmin = (app: TestApp): Promise<Caller> =>
  person(app, { tenant_id: PLATFORM, user_type: 'super_admin', name: 'Platform' })
