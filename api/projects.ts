/** Projects as records (ADM-004); their status is moved by their own actions. */
import { invalid } from '../domain/errors'
import { projects } from '../domain/records/projects'
import type { Trx } from '../db/kit/client'
import { crud } from './kit/crud'
import type { Route } from './kit/route'

/** 422 unless the person is a client of this business. */
async function requireClient(trx: Trx, id: unknown): Promise<void> {
  if (typeof id !== 'string') return
  const user = await trx('users').where({ tenant_id: trx.userParams.tenant_id, id }).first('user_type')
  if (user?.user_type !== 'client') throw invalid({ client_user_id: ['The selected client user id is not a client.'] })
}

export const projectRoutes: Route[] = crud(projects, {
  async prepare(trx, values, call, current) {
    await requireClient(trx, values.client_user_id)
    const { start_date, end_date } = { ...current, ...values } as Record<string, string | null | undefined>
    if (start_date && end_date && end_date < start_date)
      throw invalid({ end_date: ['The end date field must not be before the start date.'] })
    if (!current) return { ...values, currency: call.actor.business.base_currency }
    return values.contract_value === null ? { ...values, contract_value: 0n } : values
  },
})
