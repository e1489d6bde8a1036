/** Variation and daywork orders in the database, moved by their processes. */
import type { Step } from '../../domain/rules/process'
import type { OrderState } from '../../domain/rules/vouchers/orders'
import type { Trx } from '../kit/client'

export type OrderTable = 'variation_orders' | 'daywork_orders'

/** An order's row as its steps need it. */
export interface OrderRow {
  id: string
  vo_number?: string
  dwo_number?: string
  title?: string
  project_id: string
  amount: bigint
  currency: string
  status: string
  created_by_id: string
}

/** The row, locked until the transaction ends. */
export const lockOrder = (trx: Trx, table: OrderTable, id: string): Promise<OrderRow> =>
  trx(table).where({ tenant_id: trx.userParams.tenant_id, id }).forUpdate().first()

/** Moves the order to the state of the step. */
export async function updateOrder(trx: Trx, table: OrderTable, write: { step: Step<OrderState>; values?: object }): Promise<void> {
  const { state, before, tenant_id } = write.step
  const decided = state.status === 'approved' || state.status === 'rejected'
  const submitted = table === 'daywork_orders' && state.status === 'submitted' ? { submitted_at: trx.fn.now(), decided_at: null } : {}
  await trx(table)
    .where({ tenant_id, id: state.record_id })
    .update({
      status: state.status,
      parties: JSON.stringify(state.parties),
      version: state.version,
      updated_at: trx.fn.now(),
      ...(before?.status === state.status ? {} : decided ? { decided_at: trx.fn.now() } : submitted),
      ...write.values,
    })
}

/** Forgets an order that nobody has decided; its number stays in its history and is never given again. */
export async function deleteOrder(trx: Trx, table: OrderTable, id: string): Promise<void> {
  await trx(table).where({ tenant_id: trx.userParams.tenant_id, id }).delete()
}
