/** Sign-in rows: usernames and e-mails unique over the whole system, password hashes, failed attempts. */
import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { invalid } from '../../domain/errors'
import { wordsOf } from '../../domain/rules/words'
import { type Database, PLATFORM, tenantDb, type Trx } from '../kit/client'
import { mapConstraint } from '../kit/records'

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

/** How usernames and e-mails are compared: without case or spaces around. */
export const loginKey = (name: string): string => name.trim().toLowerCase()

/** The log-in row of a username or e-mail, over the whole system. */
export async function findLogin(db: Database, name: string): Promise<Login | undefined> {
  const key = loginKey(name)
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

export interface Names {
  username?: string | undefined
  email?: string | undefined
}

/** The names that somebody else has already, over the whole system. */
export async function takenNames(db: Database, names: Names, except_id?: string): Promise<('username' | 'email')[]> {
  const platform = tenantDb(db, PLATFORM)
  const asked = (['username', 'email'] as const).filter((field) => names[field] !== undefined)
  const taken = await Promise.all(
    asked.map(async (field) => {
      const row = await platform('logins')
        .where({ tenant_id: PLATFORM, [`${field}_key`]: loginKey(names[field] ?? '') })
        .first('id')
      return row && row.id !== except_id ? [field] : []
    }),
  )
  return taken.flat()
}

/** 422 on each name that somebody else has. */
export async function requireFreeNames(db: Database, names: Names, except_id?: string): Promise<void> {
  const taken = await takenNames(db, names, except_id)
  if (taken.length === 0) return
  throw invalid(Object.fromEntries(taken.map((field) => [field, [`The ${wordsOf(field)} has already been taken.`]])))
}

const UNIQUE = { unique: ['username', 'email'] }

/** The sign-in of a new person, in the transaction that makes them. */
export async function insertLogin(
  trx: Trx,
  login: { user_id: string; user_tenant_id: string; username: string; email: string; password_hash: string },
): Promise<void> {
  const { user_id, user_tenant_id, username, email, password_hash } = login
  await mapConstraint(
    UNIQUE,
    trx('logins').insert({
      tenant_id: PLATFORM,
      id: user_id,
      user_tenant_id,
      username_key: loginKey(username),
      email_key: loginKey(email),
      password_hash,
    }),
  )
}

/** Changes a person's names or password; what is undefined stays. */
export async function changeLogin(trx: Trx, user_id: string, change: Names & { password_hash?: string | undefined }): Promise<void> {
  const patch = {
    ...(change.username === undefined ? {} : { username_key: loginKey(change.username) }),
    ...(change.email === undefined ? {} : { email_key: loginKey(change.email) }),
    ...(change.password_hash === undefined ? {} : { password_hash: change.password_hash, password_changed_at: trx.fn.now() }),
  }
  if (Object.keys(patch).length === 0) return
  await mapConstraint(
    UNIQUE,
    trx('logins')
      .where({ tenant_id: PLATFORM, id: user_id })
      .update({ ...patch, version: trx.raw('version + 1'), updated_at: trx.fn.now() }),
  )
}

/** The hash a person's password must match. */
export async function passwordHashOf(db: Database, user_id: string): Promise<string | undefined> {
  const row = await tenantDb(db, PLATFORM)('logins').where({ tenant_id: PLATFORM, id: user_id }).first('password_hash')
  return row?.password_hash
}

/** A window of failed attempts: at most `limit` in a minute for a key. */
export interface AttemptKey {
  key: string
  limit: number
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')

/** Milliseconds until one of the keys that are used up is free again; 0 when none is. */
export async function blockedFor(db: Database, keys: readonly AttemptKey[]): Promise<number> {
  const limits = new Map(keys.map(({ key, limit }) => [hashOf(key), limit]))
  const rows: { key: string; failures: number; wait: number }[] = await tenantDb(
    db,
    PLATFORM,
  )('login_attempts')
    .where({ tenant_id: PLATFORM })
    .whereIn('key', [...limits.keys()])
    .whereRaw('until > now()')
    .select('key', 'failures', tenantDb(db, PLATFORM).raw('(extract(epoch from until - now()) * 1000)::float8 as wait'))
  const used = rows.filter((row) => row.failures >= (limits.get(row.key) ?? 0)).map((row) => row.wait)
  return Math.max(0, ...used)
}

interface Counted {
  key: string
  failures: number
  /** Milliseconds until the count starts again. */
  wait: number
}

/** One more on each of these hashes, in their order so that two counts never wait for each other. */
async function count(db: Database, hashes: readonly string[]): Promise<Counted[]> {
  const rows = [...hashes].sort()
  const values = rows.map(() => "(?::uuid, ?::uuid, ?, 1, now() + interval '1 minute')").join(', ')
  const counted = await tenantDb(db, PLATFORM).raw(
    `insert into login_attempts (tenant_id, id, key, failures, until) values ${values}
     on conflict (tenant_id, key) do update set updated_at = now(),
       failures = case when login_attempts.until <= now() then 1 else login_attempts.failures + 1 end,
       until = case when login_attempts.until <= now() then excluded.until else login_attempts.until end
     returning key, failures, (extract(epoch from until - now()) * 1000)::float8 as wait`,
    rows.flatMap((key) => [PLATFORM, uuidv7(), key]),
  )
  return counted.rows
}

/** Counts one failure on each key; a minute after the first of them the count starts again. */
export async function countFailure(db: Database, keys: readonly AttemptKey[]): Promise<void> {
  await count(
    db,
    keys.map(({ key }) => hashOf(key)),
  )
}

/** Counts one attempt on each key and answers the milliseconds to wait when one of them is used up, else 0: in one statement, so that a burst over many processes is counted whole. */
export async function countAttempt(db: Database, keys: readonly AttemptKey[]): Promise<number> {
  const limits = new Map(keys.map(({ key, limit }) => [hashOf(key), limit]))
  const counted = await count(db, [...limits.keys()])
  return Math.max(0, ...counted.filter((row) => row.failures > (limits.get(row.key) ?? 0)).map((row) => row.wait))
}

/** Removes counts that ended an hour ago. */
export const forgetAttempts = (db: Database): Promise<number> =>
  Promise.resolve(
    tenantDb(db, PLATFORM)('login_attempts').where({ tenant_id: PLATFORM }).whereRaw("until < now() - interval '1 hour'").delete(),
  )
