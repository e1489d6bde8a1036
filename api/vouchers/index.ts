/** Money to and from parties over the API (api.md §6): vouchers, variation and daywork orders, the party ledger, papers anybody may check. */
import { z } from 'zod'
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { formatMoney } from '../../domain/money'
import { dayworkProcess, variationProcess } from '../../domain/processes/orders'
import { voucherProcess } from '../../domain/processes/vouchers'
import { dayworkOrders, variationOrders, vouchers } from '../../domain/records/vouchers'
import { PAYMENT_STATUSES, VOUCHER_STATUSES } from '../../domain/rules/vouchers'
import { DAYWORK_STATUSES, VARIATION_STATUSES } from '../../domain/rules/vouchers/orders'
import { entriesOfVoucher } from '../../db/vouchers/entries'
import type { Row } from '../../db/kit/records'
import type { Call, Route } from '../kit/route'
import { contractorRoutes } from './contractor'
import { ledgerRoutes } from './ledger'
import { voucherPaper } from './papers'
import { queuesRoute } from './queues'
import { type Instrument, instrumentRoutes } from './process'
import { entryView, presentEntries } from './present'
import { statementRoutes } from './statement'
import { verifyRoute } from './verify'

/** What is still to pay, and every entry that was posted for it. */
async function paymentsOf({ db }: Call, row: Row): Promise<Record<string, unknown>> {
  const rest = row.status === 'approved' ? (row.amount as bigint) - (row.paid_amount as bigint) : 0n
  const entries = await entriesOfVoucher(db, row.id)
  return { rest: formatMoney(rest, String(row.currency)), entries: await presentEntries(db, entries) }
}

const voucher: Instrument = {
  resource: vouchers,
  process: voucherProcess as unknown as ProcessDefinition,
  values: { status: VOUCHER_STATUSES, payment_status: PAYMENT_STATUSES },
  summary: (body) => `Voucher for the week ending ${String(body.week_ending)}`,
  more: { shape: { rest: z.string(), entries: z.array(entryView) }, read: paymentsOf },
}

const variation: Instrument = {
  resource: variationOrders,
  process: variationProcess as unknown as ProcessDefinition,
  values: { status: VARIATION_STATUSES },
  summary: (body) => `Variation order ${String(body.title)}`,
}

const daywork: Instrument = {
  resource: dayworkOrders,
  process: dayworkProcess as unknown as ProcessDefinition,
  values: { status: DAYWORK_STATUSES },
  summary: (body) => `Daywork of ${String(body.work_date)}`,
}

export const voucherRoutes: Route[] = [
  queuesRoute,
  ...instrumentRoutes(voucher),
  voucherPaper,
  ...instrumentRoutes(variation),
  ...instrumentRoutes(daywork),
  ...statementRoutes,
  ...ledgerRoutes,
  ...contractorRoutes,
  verifyRoute,
]
