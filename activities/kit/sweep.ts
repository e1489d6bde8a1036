/** A page of a round over businesses: one after the other, and one that fails does not stop the others. */
import { heartbeat } from '@temporalio/activity'
import { businessesAfter, type Part } from '../../db/housekeeping'
import type { Deps } from './deps'

/** Where a page begins. */
export interface SweepPage {
  /** The platform: a round is its work. */
  tenant_id: string
  /** The businesses this round is for. */
  part: Part
  after: string | null
}

export interface Swept {
  /** Where the next page goes on; null after the last business. */
  next: string | null
  done: number
  failed: number
}

/** Runs `work` for each business of the page. */
export async function sweep(
  deps: Pick<Deps, 'db' | 'log'>,
  { part, after, limit }: Pick<SweepPage, 'part' | 'after'> & { limit: number },
  work: (tenant_id: string) => Promise<void>,
): Promise<Swept> {
  const ids = await businessesAfter(deps.db, after, { limit, part })
  let failed = 0
  for (const tenant_id of ids) {
    heartbeat()
    try {
      await work(tenant_id)
    } catch (err) {
      failed += 1
      deps.log.error({ err, tenant_id }, 'the round failed for a business; the next one tries again')
    }
  }
  return { next: ids.length < limit ? null : (ids.at(-1) ?? null), done: ids.length - failed, failed }
}
