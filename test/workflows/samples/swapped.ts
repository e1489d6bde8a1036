/** The same process after a careless change: its two steps have changed places. */
import { proxyLocalActivities } from '@temporalio/workflow'
import { records } from '../../../workflows/kit/proxies'
import type { SampleActivities } from './activities'

const { packGoods, sendGoods } = proxyLocalActivities<SampleActivities>(records)

export async function delivery(input: { tenant_id: string }): Promise<void> {
  await sendGoods(input)
  await packGoods(input)
}
