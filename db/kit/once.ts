/** Once: the first result of a step is kept under its key, in the transaction of the step. */
import { v7 as uuidv7 } from 'uuid'
import type { Trx } from './client'

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
