/** Once: the first result of a step is kept under its key, in the transaction of the step. */
import type { Trx } from './client'

/**
 * Runs `work` unless the key already has a result; then that result is returned and nothing is done.
 * A second caller with the same key waits for the first transaction to end.
 */
export async function once<T>(trx: Trx, key: string, work: () => Promise<T>): Promise<T> {
  const tenant_id: string = trx.userParams.tenant_id
  const claimed = await trx.raw(
    'insert into effects (tenant_id, id, key) values (?, uuidv7(), ?) on conflict (tenant_id, key) do nothing returning id',
    [tenant_id, key],
  )
  if (claimed.rowCount === 0) {
    const first = await trx.raw('select result from effects where tenant_id = ? and key = ?', [tenant_id, key])
    return first.rows[0].result as T
  }
  const result = await work()
  await trx.raw('update effects set result = ? where tenant_id = ? and key = ?', [JSON.stringify(result ?? null), tenant_id, key])
  return result
}
