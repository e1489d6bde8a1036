/** Once: the first result of a step is kept under its key, in the transaction of the step. */
import { v7 as uuidv7 } from 'uuid'
import { reach } from '../../domain/kit/failpoint'
import { ask, inTransaction, type TenantDb, type Trx } from './client'
import { insertRows } from './writing'

/**
 * Runs `work` unless the key already has a result; then that result is returned and nothing is done.
 * Two at the same time: the later one fails on the unique key, is tried again and finds the first result.
 */
export async function once<T>(trx: Trx, key: string, work: () => Promise<T>): Promise<T> {
  const tenant_id: string = trx.userParams.tenant_id
  const first = await trx('effects').where({ tenant_id, key }).first('result')
  if (first) return first.result as T
  const result = await work()
  await trx('effects').insert({ tenant_id, id: uuidv7(), key, result: JSON.stringify(result ?? null) })
  return result
}

/**
 * Like `once`, in a transaction of its own that begins with the work: the key says at the end whether it was the first.
 * A step that is tried again finds its key taken, or stumbles over its own rows before; either way the first result counts.
 */
export async function onceInTenant<T>(db: TenantDb, key: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(db, async (trx) => {
      const result = await work(trx)
      await insertRows(trx, [
        { table: 'effects', row: { tenant_id: trx.userParams.tenant_id, id: uuidv7(), key, result: JSON.stringify(result ?? null) } },
      ])
      await reach('K5')
      return result
    })
  } catch (error) {
    const [first] = await ask<{ result: unknown }>(db, 'select result from effects where tenant_id = $1 and key = $2', [
      db.userParams.tenant_id,
      key,
    ])
    if (first) return first.result as T
    throw error
  }
}
