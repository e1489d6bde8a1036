/** The steps of variation and daywork orders, each one transaction. */
import { formatMoney } from '../../domain/money'
import type { Resource } from '../../domain/kit/resource'
import { dayworkOrders, variationOrders } from '../../domain/records/vouchers'
import type { Step, StepResult } from '../../domain/rules/process'
import type { OrderState } from '../../domain/rules/vouchers/orders'
import type { Trx } from '../../db/kit/client'
import { requireReferences } from '../../db/kit/records'
import { changesBetween } from '../../db/kit/trail'
import { notify } from '../../db/notifications'
import { nextNumber } from '../../db/vouchers'
import { deleteOrder, lockOrder, type OrderRow, type OrderTable, updateOrder } from '../../db/vouchers/orders'
import type { Deps } from '../kit/deps'
import { recordStep } from '../kit/step'
import { type Story, storyOf, type StoryTeller } from '../kit/story'

type OrderStep = Step<OrderState>

/** One kind of order. */
interface Kind {
  resource: Resource
  table: OrderTable
  series: 'VO' | 'DWO'
  number: 'vo_number' | 'dwo_number'
  story: StoryTeller
}

const kindOf = (resource: Resource, own: Pick<Kind, 'table' | 'series' | 'number'>): Kind => ({
  resource,
  ...own,
  story: storyOf({ record_type: resource.type, slug: resource.slug }),
})

const variation = kindOf(variationOrders, { table: 'variation_orders', series: 'VO', number: 'vo_number' })
const daywork = kindOf(dayworkOrders, { table: 'daywork_orders', series: 'DWO', number: 'dwo_number' })

const MONEY = ['amount', 'day_rate']

/** Values on their way in: amounts travel as text, for JSON knows no bigint. */
async function valuesOf(trx: Trx, step: OrderStep, { resource }: Kind): Promise<Record<string, unknown>> {
  const values = { ...step.message.data }
  await requireReferences(trx, resource, values)
  for (const name of MONEY) if (typeof values[name] === 'string') values[name] = BigInt(values[name])
  return values
}

/** The task that waits for a decision; none of it when the order waits for nobody. */
const asked = (order: Pick<OrderRow, 'amount' | 'currency' | 'title'>, number: string) => ({
  subject_label: number,
  title: `Approve ${number}${order.title ? ` ${order.title}` : ''}: ${formatMoney(order.amount, order.currency)} ${order.currency}`,
  amount: order.amount,
  currency: order.currency,
})

type Work = (trx: Trx, step: OrderStep, kind: Kind) => Promise<StepResult>

const create: Work = async (trx, step, kind) => {
  const values = await valuesOf(trx, step, kind)
  const number = await nextNumber(trx, kind.series)
  const row = { [kind.number]: number, ...values }
  const [due] = await Promise.all([
    kind.story.turn(trx, step, () => asked(values as unknown as OrderRow, number)),
    trx(kind.table).insert({
      tenant_id: step.tenant_id,
      id: step.state.record_id,
      ...row,
      status: step.state.status,
      parties: JSON.stringify(step.state.parties),
      created_by_id: step.message.actor_id,
    }),
    kind.story.tell(trx, step, { action: 'created', title: `${number} entered`, changes: changesBetween({}, row) }),
  ])
  return { due }
}

/** A change of what waits for a decision asks anew, under a task of its own. */
const edit: Work = async (trx, step, kind) => {
  const current = await lockOrder(trx, kind.table, step.state.record_id)
  const values = await valuesOf(trx, step, kind)
  const changes = changesBetween({ ...current }, values)
  const [due] = await Promise.all([
    kind.story.turn(trx, step, () => asked({ ...current, ...values }, current[kind.number] ?? '')),
    updateOrder(trx, kind.table, { step, values }),
    kind.story.tell(trx, step, { action: 'updated', title: 'Changed', changes }),
  ])
  return { due }
}

const submit: Work = async (trx, step, kind) => {
  const order = await lockOrder(trx, kind.table, step.state.record_id)
  const [due] = await Promise.all([
    kind.story.turn(trx, step, () => asked(order, order[kind.number] ?? '')),
    updateOrder(trx, kind.table, { step }),
    kind.story.tell(trx, step, { action: 'submitted', title: 'Submitted' }),
  ])
  return { due }
}

const DECIDED: Record<string, Story> = {
  approved: { action: 'approved', title: 'Approved' },
  rejected: { action: 'rejected', title: 'Rejected' },
}

const decide: Work = async (trx, step, kind) => {
  const { state, message } = step
  const order = await lockOrder(trx, kind.table, state.record_id)
  const told = DECIDED[state.status] ?? { action: state.status, title: state.status }
  const number = order[kind.number] ?? ''
  await Promise.all([
    kind.story.turn(trx, step, () => asked(order, number)),
    updateOrder(trx, kind.table, { step }),
    kind.story.tell(trx, step, told),
    notify(trx, {
      user_ids: [...new Set([...(state.parties.creator ?? []), ...(state.parties.submitter ?? [])])],
      kind: `${kind.resource.type}.${told.action}`,
      title: `${number}: ${formatMoney(order.amount, order.currency)} ${order.currency}`,
      body: message.comment ?? null,
      subject_type: kind.resource.type,
      subject_id: order.id,
    }),
  ])
  return { due: [] }
}

const remove: Work = async (trx, step, kind) => {
  const order = await lockOrder(trx, kind.table, step.state.record_id)
  const number = order[kind.number] ?? ''
  await Promise.all([
    kind.story.turn(trx, step, () => asked(order, number)),
    kind.story.tell(trx, step, { action: 'deleted', title: `${number} withdrawn` }),
  ])
  await deleteOrder(trx, kind.table, order.id)
  return { due: [] }
}

/** The activities of orders. */
export const orders = (deps: Deps) => {
  const named =
    (work: Work, kind: Kind) =>
    (step: OrderStep): Promise<StepResult> =>
      recordStep(deps, step, (trx) => work(trx, step, kind))
  return {
    enterVariationOrder: named(create, variation),
    editVariationOrder: named(edit, variation),
    decideVariationOrder: named(decide, variation),
    withdrawVariationOrder: named(remove, variation),
    draftDayworkOrder: named(create, daywork),
    editDayworkOrder: named(edit, daywork),
    submitDayworkOrder: named(submit, daywork),
    decideDayworkOrder: named(decide, daywork),
    withdrawDayworkOrder: named(remove, daywork),
  }
}
