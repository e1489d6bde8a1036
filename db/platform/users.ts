/** People of a business: made, changed and shut out, each with history and audit; never deleted (TEN-10). */
import { changesBetween, type By, writeAudit, writeHistory } from '../kit/trail'
import { conflict, invalid, staleVersion } from '../../domain/errors'
import { userResource } from '../../domain/records/platform'
import { bestIn } from '../kit/words'
import { inTransaction, type TenantDb, type Trx } from '../kit/client'
import { filterBy, type ListQuery, type Page, pageOf, searchIn } from '../kit/lists'
import { lockRecord, mapConstraint, requireRecord, requireReferences, type Row, selectRecords } from '../kit/records'
import { changeLogin, insertLogin } from './logins'
import { USER_STATUS } from './people'
import { endAccess } from './sessions'

const status = (db: TenantDb | Trx) => db.raw(`(${USER_STATUS.replace(/u\./g, 'users.')}) as status`)

/** One page of people; `statuses` filters by the status in one word. */
export function listUsers(db: TenantDb | Trx, list: ListQuery): Promise<Page<Row>> {
  const { status: statuses, ...filters } = list.filters
  const query = selectRecords(db, userResource).select(status(db))
  filterBy(query, filters, 'users')
  if (statuses) query.whereIn(db.raw(`(${USER_STATUS.replace(/u\./g, 'users.')})`) as never, statuses)
  if (list.best !== undefined) bestIn(query, ['users.name', 'users.username', 'users.email'], list.best)
  searchIn(
    query,
    userResource.list.search.map((field) => `users.${field}`),
    list.search,
  )
  return pageOf<Row>(query, list, 'users')
}

/** One person with the names behind their ids, or undefined. */
export async function findUser(db: TenantDb | Trx, id: string): Promise<Row | undefined> {
  const found = await selectRecords(db, userResource).select(status(db)).findOne({ 'users.id': id })
  return found as unknown as Row | undefined
}

type Values = Record<string, unknown>

/** A new person, verified and approved by whoever makes them. `values` are the fields of the user resource, amounts in minor units. */
export async function insertUser(
  trx: Trx,
  by: By,
  user: { id: string; values: Values & { username: string; email: string }; password_hash: string },
): Promise<Row> {
  const { id, values, password_hash } = user
  const tenant_id: string = trx.userParams.tenant_id
  await requireReferences(trx, userResource, values)
  await trx('users').insert({ tenant_id, id, ...values, email_verified_at: trx.fn.now(), approved_at: trx.fn.now() })
  await insertLogin(trx, { user_id: id, user_tenant_id: tenant_id, username: values.username, email: values.email, password_hash })
  await writeHistory(trx, by, {
    record_type: 'user',
    record_id: id,
    record_version: 1,
    action: 'created',
    changes: changesBetween({}, values),
  })
  await writeAudit(trx, by, { action: 'users.create', resource: 'user', resource_id: id })
  return requireRecord(await findUser(trx, id))
}

/** Serialises everything that could leave a business without an admin. */
async function lockAdmins(trx: Trx): Promise<void> {
  await trx('businesses').where({ tenant_id: trx.userParams.tenant_id }).forUpdate().first('id')
}

/** 409 `last_admin` when no other active admin remains. */
async function requireOtherAdmin(trx: Trx, id: string): Promise<void> {
  const other = await trx('users')
    .where({ tenant_id: trx.userParams.tenant_id, user_type: 'admin' })
    .whereNot({ id })
    .whereNull('banned_at')
    .whereNull('deactivated_at')
    .whereNotNull('approved_at')
    .first('id')
  if (!other) throw conflict('last_admin', 'The business must keep an active admin.')
}

export interface UserChange {
  id: string
  version: number
  values: Values
  password_hash?: string | undefined
  /** The session of whoever changes their own account, which goes on. */
  keep_session_id: string
}

/** 422 on `role_id` unless the person is, or becomes, staff. */
function requireStaffRole(type: unknown, values: Values): Values {
  if (type === 'staff') return values
  if (values.role_id) throw invalid({ role_id: ['The role id field is only for staff.'] })
  return { ...values, role_id: null }
}

/** Merges `values` into a person read at `version`; a new password, name or type ends their sessions. */
export async function updateUser(db: TenantDb | Trx, by: By, change: UserChange): Promise<Row> {
  const { id, version, password_hash } = change
  return inTransaction(db, async (trx) => {
    await lockAdmins(trx)
    const before = requireRecord(await lockRecord(trx, userResource, id))
    const type = change.values.user_type ?? before.user_type
    const values = requireStaffRole(type, change.values)
    if (values.manager_id === id) throw invalid({ manager_id: ['Nobody is their own manager.'] })
    await requireReferences(trx, userResource, values)
    if (before.version !== version) throw staleVersion({ version: before.version })
    const changes = changesBetween(before, values)
    if (changes.user_type) {
      if (by.actor_id === id) throw conflict('own_account', 'You cannot change your own user type.')
      if (before.user_type === 'admin') await requireOtherAdmin(trx, id)
    }
    if (Object.keys(changes).length === 0 && password_hash === undefined) return requireRecord(await findUser(trx, id))
    const scope = { tenant_id: trx.userParams.tenant_id, id }
    await mapConstraint(
      userResource,
      trx('users')
        .where(scope)
        .update({ ...values, version: version + 1, updated_at: trx.fn.now() }),
    )
    await changeLogin(trx, id, {
      username: values.username as string | undefined,
      email: values.email as string | undefined,
      password_hash,
    })
    const security = ['username', 'email', 'user_type'].filter((field) => changes[field])
    if (password_hash !== undefined || security.length > 0)
      await endAccess(trx, by, { user_id: id, except_id: change.keep_session_id, reason: 'account_changed' })
    const fields = [...Object.keys(changes), ...(password_hash === undefined ? [] : ['password'])]
    await writeHistory(trx, by, { record_type: 'user', record_id: id, record_version: version + 1, action: 'updated', changes })
    await writeAudit(trx, by, { action: 'users.update', resource: 'user', resource_id: id, data: { fields } })
    return requireRecord(await findUser(trx, id))
  })
}

/** Own name and language: no sign-in matter, so no version is asked. */
export async function updateProfile(
  db: TenantDb,
  by: By,
  change: { id: string; values: { name?: string | undefined; locale?: string | null | undefined } },
): Promise<void> {
  const { id, values } = change
  await inTransaction(db, async (trx) => {
    const before = requireRecord(await lockRecord(trx, userResource, id))
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
    const changes = changesBetween(before, given)
    if (Object.keys(changes).length === 0) return
    await trx('users')
      .where({ tenant_id: trx.userParams.tenant_id, id })
      .update({ ...given, version: before.version + 1, updated_at: trx.fn.now() })
    await writeHistory(trx, by, { record_type: 'user', record_id: id, record_version: before.version + 1, action: 'updated', changes })
    await writeAudit(trx, by, { action: 'users.profile', resource: 'user', resource_id: id, data: { fields: Object.keys(changes) } })
  })
}

export type StandingAction = 'ban' | 'unban' | 'deactivate' | 'activate'

/** What each action finds and leaves. */
const STANDING: Record<StandingAction, { column: 'banned_at' | 'deactivated_at'; shuts: boolean; word: string }> = {
  ban: { column: 'banned_at', shuts: true, word: 'banned' },
  unban: { column: 'banned_at', shuts: false, word: 'unbanned' },
  deactivate: { column: 'deactivated_at', shuts: true, word: 'deactivated' },
  activate: { column: 'deactivated_at', shuts: false, word: 'activated' },
}

/** Shuts somebody out or lets them in again; 409 when they stand so already, for oneself and for the last admin. */
export async function changeStanding(
  db: TenantDb,
  by: By,
  change: { id: string; action: StandingAction; reason?: string | undefined },
): Promise<Row> {
  const { id, action, reason } = change
  const { column, shuts, word } = STANDING[action]
  return inTransaction(db, async (trx) => {
    await lockAdmins(trx)
    const before = requireRecord(await lockRecord(trx, userResource, id))
    const now = requireRecord(await findUser(trx, id)).status
    if (shuts && by.actor_id === id) throw conflict('own_account', 'You cannot shut yourself out.')
    if ((before[column] !== null) === shuts)
      throw conflict('illegal_transition', `This person is ${String(now)}.`, { current: { status: now, version: before.version } })
    if (shuts && before.user_type === 'admin') await requireOtherAdmin(trx, id)
    const at = shuts ? new Date() : null
    const changed = { [column]: at, ...(column === 'banned_at' ? { ban_reason: shuts ? (reason ?? null) : null } : {}) }
    await trx('users')
      .where({ tenant_id: trx.userParams.tenant_id, id })
      .update({ ...changed, version: before.version + 1, updated_at: trx.fn.now() })
    if (shuts) await endAccess(trx, by, { user_id: id, reason: word })
    await writeHistory(trx, by, {
      record_type: 'user',
      record_id: id,
      record_version: before.version + 1,
      action: word,
      changes: changesBetween(before, changed),
    })
    await writeAudit(trx, by, {
      action: `users.${action}`,
      resource: 'user',
      resource_id: id,
      data: reason === undefined ? {} : { reason },
    })
    return requireRecord(await findUser(trx, id))
  })
}

/** Active people by name, for pickers. */
export const findPeople = (db: TenantDb, search: string): Promise<{ id: string; name: string; user_type: string }[]> =>
  Promise.resolve(
    db('users')
      .where({ tenant_id: db.userParams.tenant_id })
      .whereNull('banned_at')
      .whereNull('deactivated_at')
      .whereRaw('name ilike ?', [`%${search.replace(/[\\%_]/g, '\\$&')}%`])
      .orderBy('name')
      .orderBy('id')
      .limit(20)
      .select('id', 'name', 'user_type'),
  )
