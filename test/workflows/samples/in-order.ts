/** A process of two steps, as it was released. */
import { proxyLocalActivities } from '@temporalio/workflow'
import { records } from '../../../workflows/kit/proxies'
import type { SampleActivities } from './activities'

const { packGoods, sendGoods } = proxyLocalActivities<SampleActivities>(records)

export async function delivery(input: { tenant_id: string }): Promise<void> {
  await packGoods(input)
  await sendGoods(input)
}
