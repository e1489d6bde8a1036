/** Roles and the catalogue of permissions (ADM-011, ADM-012). */
import { z } from 'zod'
import { type Actor, holds } from '../../domain/actor'
import { conflict, forbidden, invalid } from '../../domain/errors'
import { roleResource } from '../../domain/records/platform'
import { answerOf, updateBody } from '../../domain/kit/resource'
import { slugOf } from '../../domain/rules/words'
import { deleteRecord, findRecord, requireRecord, type Row, updateRecord } from '../../db/kit/records'
import { inTransaction, type Trx } from '../../db/kit/client'
import { isPermission, permissions } from '../../policies/permissions'
import { crud, idParams } from '../kit/crud'
import { presenterOf } from '../kit/present'
import { action, ADMIN_ONLY, type Route } from '../kit/route'

const present = presenterOf(roleResource)
const path = '/api/admin/roles'

/** 422 for unknown or repeated slugs, 403 with the first slug that a staff member would grant without holding it. */
function requireGrantable(actor: Actor, slugs: readonly string[]): void {
  const unknown = slugs.filter((slug) => !isPermission(slug))
  if (unknown.length > 0) throw invalid({ permission_ids: [`Unknown permissions: ${unknown.slice(0, 10).join(', ')}.`] })
  if (new Set(slugs).size !== slugs.length) throw invalid({ permission_ids: ['The permission ids field has a duplicate value.'] })
  const lacking = slugs.find((slug) => !holds(actor, slug))
  if (lacking) throw forbidden(lacking, `You cannot grant ${lacking}: your role does not hold it.`)
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/

async function requireFreeSlug(trx: Trx, name: string, id?: string): Promise<string> {
  const slug = slugOf(name)
  if (slug === '') throw invalid({ name: ['The name field must hold a letter or a digit.'] })
  if (ID.test(slug)) throw invalid({ name: ['The name field must not look like an id.'] })
  const tenant_id: string = trx.userParams.tenant_id
  const taken = await trx('roles')
    .where({ tenant_id })
    .whereNot({ id: id ?? null })
    .where((either) => either.where({ slug }).orWhereRaw('lower(name) = lower(?)', [name]))
    .first('id')
  if (taken) throw invalid({ name: ['The name has already been taken.'] })
  return slug
}

const requireCustom = (row: Row): void => {
  if (row.system) throw conflict('system_role', 'System roles cannot be changed or deleted.', { current: { slug: row.slug, system: true } })
}

const plain = crud(roleResource, {
  without: ['put', 'delete'],
  async prepare(trx, values, { call: { actor } }) {
    requireGrantable(actor, (values.permission_ids as string[] | undefined) ?? [])
    const slug = await requireFreeSlug(trx, String(values.name))
    return { ...values, slug, system: false }
  },
}).map((route): Route => ({ ...route, permission: 'manage_roles' }))

const put = action({
  tag: 'roles',
  method: 'put',
  path: `${path}/:id`,
  permission: ADMIN_ONLY,
  summary: 'Change the name or permissions of a role; its slug stays',
  params: idParams,
  body: updateBody(roleResource),
  answer: answerOf(roleResource),
  async handle(call) {
    const { version, ...values } = call.body as { version: number; name?: string; permission_ids?: string[] }
    const row = await inTransaction(call.db, async (trx) => {
      const current = requireRecord(await findRecord(trx, roleResource, call.params.id))
      requireCustom(current)
      if (values.permission_ids) requireGrantable(call.actor, values.permission_ids)
      if (values.name !== undefined && values.name !== current.name) await requireFreeSlug(trx, values.name, current.id)
      return updateRecord(trx, call.by, { resource: roleResource, id: call.params.id, version, values })
    })
    return present(row, call.actor.business.base_currency)
  },
})

const remove = action({
  tag: 'roles',
  method: 'delete',
  path: `${path}/:id`,
  permission: ADMIN_ONLY,
  summary: 'Delete a role that nobody has',
  params: idParams,
  answer: z.null(),
  async handle(call) {
    await inTransaction(call.db, async (trx) => {
      requireCustom(requireRecord(await findRecord(trx, roleResource, call.params.id)))
      await deleteRecord(trx, call.by, { resource: roleResource, id: call.params.id })
    })
    return null
  },
})

const catalogue = action({
  tag: 'roles',
  method: 'get',
  path: '/api/admin/permissions',
  permission: 'manage_roles',
  summary: 'Every permission slug',
  answer: z.array(z.object({ id: z.string(), slug: z.string(), module: z.string(), description: z.string() })),
  handle: async () => permissions.map(({ id, slug, module, description }) => ({ id, slug, module, description })),
})

export const roleRoutes: Route[] = [...plain, put, remove, catalogue]
