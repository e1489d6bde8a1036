/** Due dates, reminders and escalation by kind of task (TASK-4). */
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { invalid, notFound } from '../../domain/errors'
import { durationMs } from '../../domain/rules/calendars'
import { inTransaction, type TenantDb } from '../../db/kit/client'
import { writeAudit } from '../../db/kit/trail'
import type { PolicyBook } from '../../policies/kit/policy'
import { action, ADMIN_ONLY, type Route } from '../kit/route'

const duration = z
  .string()
  .max(40)
  .refine((value) => durationMs(value) !== undefined, 'must be a duration such as "PT48H"')
const setting = z.object({
  kind: z.string(),
  due_after: z.string().nullable(),
  remind_before: z.string().nullable(),
  escalate_to: z.string().nullable(),
  version: z.int(),
})
const settingBody = z.strictObject({
  due_after: duration.nullable(),
  remind_before: duration.nullish(),
  escalate_to: z.union([z.literal('manager'), z.uuid()]).nullish(),
  version: z.int().optional(),
})

/** Kinds of task of a business; registrations are the platform's. */
const kindsOf = (policies: PolicyBook): string[] =>
  policies
    .entries()
    .map(([kind]) => kind)
    .filter((kind) => !kind.startsWith('platform.'))

const read = async (db: TenantDb, kinds: readonly string[]): Promise<z.infer<typeof setting>[]> => {
  const found: z.infer<typeof setting>[] = await db('task_settings')
    .where({ tenant_id: db.userParams.tenant_id })
    .select('kind', 'due_after', 'remind_before', 'escalate_to', 'version')
  const unset = { due_after: null, remind_before: null, escalate_to: null, version: 0 }
  return kinds.map((kind) => found.find((row) => row.kind === kind) ?? { kind, ...unset })
}

export const settingRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/settings/tasks',
    permission: ADMIN_ONLY,
    tag: 'settings',
    summary: 'Due dates by kind of task',
    answer: z.array(setting),
    handle: ({ db, services }) => read(db, kindsOf(services.policies)),
  }),
  action({
    method: 'put',
    path: '/api/admin/settings/tasks/:kind',
    permission: ADMIN_ONLY,
    tag: 'settings',
    summary: 'Set when tasks of a kind are due; counts for tasks opened from now on',
    params: z.object({ kind: z.string().max(100) }),
    body: settingBody,
    answer: setting,
    async handle({ db, by, params, body, services }) {
      const { kind } = params
      if (!kindsOf(services.policies).includes(kind)) throw notFound()
      return inTransaction(db, async (trx) => {
        const tenant_id: string = trx.userParams.tenant_id
        const role =
          body.escalate_to && body.escalate_to !== 'manager'
            ? await trx('roles').where({ tenant_id, id: body.escalate_to }).first('id')
            : true
        if (!role) throw invalid({ escalate_to: ['The selected escalate to is invalid.'] })
        const values = { due_after: body.due_after, remind_before: body.remind_before ?? null, escalate_to: body.escalate_to ?? null }
        await trx('task_settings')
          .insert({ tenant_id, id: uuidv7(), kind, ...values })
          .onConflict(['tenant_id', 'kind'])
          .merge({ ...values, updated_at: trx.fn.now(), version: trx.raw('task_settings.version + 1') })
        await writeAudit(trx, by, { action: 'settings.tasks', resource: 'task_setting', data: { kind, ...values } })
        const [row] = await read(trx, [kind])
        return row
      })
    },
  }),
]
