/** The queues of vouchers on their way from claim to payment: how many, how much. */
import { z } from 'zod'
import { formatMoney } from '../../domain/money'
import { voucherQueues } from '../../db/vouchers'
import { action, type Route } from '../kit/route'

/** Of the approved each state of payment is a queue of its own. */
const QUEUES = ['draft', 'submitted', 'unpaid', 'partly_paid', 'paid', 'rejected', 'cancelled'] as const

const queue = z.object({ count: z.int(), amount: z.string(), rest: z.string().meta({ description: 'Still to pay' }) })
const view = z.object({
  ...(Object.fromEntries(QUEUES.map((name) => [name, queue])) as Record<string, typeof queue>),
  currency: z.string(),
})

export const queuesRoute: Route = action({
  method: 'get',
  path: '/api/admin/vouchers/queues',
  permission: 'vouchers.view',
  tag: 'vouchers',
  summary: 'How many vouchers stand in each queue, and what they come to',
  answer: view,
  async handle({ db, actor }) {
    const { base_currency: currency } = actor.business
    const rows = await voucherQueues(db)
    const piles = QUEUES.map((name) => {
      const own = rows.filter(({ status, payment_status }) => (status === 'approved' ? payment_status : status) === name)
      const sum = (of: 'amount' | 'rest'): string =>
        formatMoney(
          own.reduce((total, row) => total + row[of], 0n),
          currency,
        )
      return [name, { count: own.reduce((n, row) => n + row.count, 0), amount: sum('amount'), rest: sum('rest') }]
    })
    return { ...Object.fromEntries(piles), currency }
  },
})
