/** Working calendars: one of them is the default, in which due times are counted. */
import { conflict, invalid } from '../domain/errors'
import { calendars } from '../domain/records/it-support'
import type { Trx } from '../db/kit/client'
import { crud } from './kit/crud'
import type { Route } from './kit/route'

const mine = (trx: Trx): { tenant_id: string } => ({ tenant_id: trx.userParams.tenant_id })

/** Two people who name a default at once do it one after the other. */
async function lockDefault(trx: Trx): Promise<string | undefined> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`calendars ${trx.userParams.tenant_id}`])
  const row = await trx('calendars')
    .where({ ...mine(trx), is_default: true })
    .first('id')
  return row?.id
}

export const itSupportRoutes: Route[] = crud(calendars, {
  base: '/api/admin/it-support/',
  async prepare(trx, values, { current }) {
    const present = await lockDefault(trx)
    const holidays = values.holidays === null ? { holidays: [] } : {}
    if (present === undefined) return { ...values, ...holidays, is_default: true }
    const wanted = values.is_default
    if (current && current.id === present && (wanted === false || wanted === null)) {
      throw invalid({ is_default: ['Another calendar must become the default first.'] })
    }
    if (wanted === true && current?.id !== present) {
      await trx('calendars')
        .where({ ...mine(trx), id: present })
        .update({ is_default: false, updated_at: trx.fn.now(), version: trx.raw('version + 1') })
    }
    return { ...values, ...holidays, ...(wanted === null ? { is_default: false } : {}) }
  },
  async remove(trx, row) {
    if ((await lockDefault(trx)) !== row.id) return
    const other = await trx('calendars').where(mine(trx)).whereNot({ id: row.id }).first('id')
    if (other) throw conflict('default_calendar', 'Make another calendar the default first.', { current: { is_default: true } })
  },
})
