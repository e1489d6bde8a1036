/** What the steps of variation and daywork orders do. */
import { formatMoney } from '../../domain/money'
import type { Resource } from '../../domain/kit/resource'
import { dayworkProcess, type DayworkState, variationProcess, type VariationState } from '../../domain/processes/orders'
import { dayworkOrders, variationOrders } from '../../domain/records/vouchers'
import type { Trx } from '../../db/kit/client'
import { requireReferences } from '../../db/kit/records'
import { changesBetween } from '../../db/kit/trail'
import { nextNumber } from '../../db/vouchers'
import type { OrderRow } from '../../db/vouchers/orders'
import { type Effect, effectsOf, type EffectStep, type Found } from '../kit/effect'

type OrderState = VariationState | DayworkState
type OrderStep = EffectStep<OrderState, OrderRow>
type Own = (trx: Trx, step: OrderStep) => Found | Promise<Found>

/** One kind of order. */
interface Kind {
  resource: Resource
  series: 'VO' | 'DWO'
  number: 'vo_number' | 'dwo_number'
}

const variation: Kind = { resource: variationOrders, series: 'VO', number: 'vo_number' }
const daywork: Kind = { resource: dayworkOrders, series: 'DWO', number: 'dwo_number' }

const MONEY = ['amount', 'day_rate']

/** Values on their way in: amounts travel as text, for JSON knows no bigint. */
async function valuesOf(trx: Trx, { message }: OrderStep, resource: Resource): Promise<Record<string, unknown>> {
  const values = { ...message.data }
  await requireReferences(trx, resource, values)
  for (const name of MONEY) if (typeof values[name] === 'string') values[name] = BigInt(values[name])
  return values
}

const priceOf = ({ amount, currency }: Pick<OrderRow, 'amount' | 'currency'>): string => `${formatMoney(amount, currency)} ${currency}`

/** What its task asks. */
const asked = (order: Pick<OrderRow, 'amount' | 'currency' | 'title'>, number: string): NonNullable<Found['facts']> => ({
  subject_label: number,
  title: `Approve ${number}${order.title ? ` ${order.title}` : ''}: ${priceOf(order)}`,
  amount: order.amount,
  currency: order.currency,
})

const requireOrder = (record: OrderRow | null): OrderRow => {
  if (!record) throw new Error('An order is missing behind its process')
  return record
}

const create =
  ({ resource, series, number }: Kind): Own =>
  async (trx, step) => {
    const values = await valuesOf(trx, step, resource)
    const given = await nextNumber(trx, series)
    const row = { [number]: given, ...values }
    return {
      action: 'created',
      title: `${given} entered`,
      changes: changesBetween({}, row),
      values: { ...row, created_by_id: step.message.actor_id },
      facts: asked(values as unknown as OrderRow, given),
    }
  }

const edit =
  ({ resource, number }: Kind): Own =>
  async (trx, step) => {
    const current = requireOrder(step.record)
    const values = await valuesOf(trx, step, resource)
    const facts = asked({ ...current, ...values }, current[number] ?? '')
    return { action: 'updated', title: 'Changed', changes: changesBetween({ ...current }, values), values, facts }
  }

const submit =
  ({ number }: Kind): Own =>
  (_trx, { record }) => {
    const order = requireOrder(record)
    return { action: 'submitted', title: 'Submitted', values: { decided_at: null }, facts: asked(order, order[number] ?? '') }
  }

const decide =
  ({ number }: Kind, told: { action: string; title: string }): Own =>
  (_trx, { state, message, record }) => {
    const order = requireOrder(record)
    const people = [...new Set([...(state.parties.creator ?? []), ...(state.parties.submitter ?? [])])]
    const type = number === 'vo_number' ? variationOrders.type : dayworkOrders.type
    const title = `${order[number] ?? ''}: ${priceOf(order)}`
    return { ...told, notices: [{ user_ids: people, kind: `${type}.${told.action}`, title, body: message.comment ?? null }] }
  }

/** Forgets an order that nobody has decided; its number stays in its history and is never given again. */
const remove =
  ({ number }: Kind): Own =>
  (_trx, { record }) => ({ action: 'deleted', title: `${requireOrder(record)[number] ?? ''} withdrawn`, row: 'delete' })

const APPROVED = { action: 'approved', title: 'Approved' }
const REJECTED = { action: 'rejected', title: 'Rejected' }

export const variationEffects = effectsOf<VariationState, OrderRow>()(variationProcess, {
  created: create(variation),
  edit: edit(variation),
  approve: decide(variation, APPROVED),
  reject: decide(variation, REJECTED),
  remove: remove(variation),
} satisfies Record<string, Effect<VariationState, OrderRow>>)

export const dayworkEffects = effectsOf<DayworkState, OrderRow>()(dayworkProcess, {
  created: create(daywork),
  edit: edit(daywork),
  submit: submit(daywork),
  approve: decide(daywork, APPROVED),
  reject: decide(daywork, REJECTED),
  remove: remove(daywork),
} satisfies Record<string, Effect<DayworkState, OrderRow>>)
