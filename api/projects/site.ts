/** Site records of the office and of contractors: daily logs and material stock with its movements. */
import { z } from 'zod'
import { conflict } from '../../domain/errors'
import { longText } from '../../domain/kit/fields'
import { answerOf, named } from '../../domain/kit/resource'
import { dailyLogs, materialStock } from '../../domain/records/projects'
import { findMovement, hasMoved, listMovements, moveStock } from '../../db/projects/materials'
import { belongingTo } from '../../db/projects/own'
import { inTransaction } from '../../db/kit/client'
import { crud, idParams } from '../kit/crud'
import { madeBefore } from '../kit/made-before'
import { presenterOf } from '../kit/present'
import { action, type Route } from '../kit/route'
import { behind, type Door, officeDoor, portalDoor, readRoutes, requireStill, writeRoutes } from './door'

const presentStock = presenterOf(materialStock)

const quantity = z
  .string()
  .max(17)
  .regex(/^-?\d{1,12}(\.\d{1,3})?$/, 'must be a number with up to 3 decimals')
  .refine((text) => Number(text) !== 0, 'must not be 0')
  .meta({ label: 'quantity', kind: 'decimal', negative: true })

const movement = z.object({
  id: z.uuid(),
  quantity: z.string(),
  reason: z.string(),
  actor_id: z.uuid(),
  actor: named.nullable(),
  created_at: z.iso.datetime(),
})

/** What came to a stock and what left it. */
const movementRoutes = (door: Door): Route[] => [
  action({
    method: 'get',
    path: `${door.path}/:id/movements`,
    permission: door.view,
    tag: door.tag,
    summary: 'Movements of a stock, newest first',
    params: idParams,
    answer: z.array(movement),
    handle: async (call) => listMovements(call.db, (await behind(door, materialStock, call)).id),
  }),
  action({
    method: 'post',
    path: `${door.path}/:id/movements`,
    permission: door.manage,
    tag: door.tag,
    summary: 'Add to a stock or take from it, never below nothing',
    status: 201,
    params: idParams,
    body: z.strictObject({ quantity, reason: longText('reason', 500).min(1) }),
    answer: movement.extend({ material_stock: answerOf(materialStock) }),
    async handle(call) {
      const { id: material_stock_id, project_id } = await behind(door, materialStock, call)
      const id = call.effect_id
      const done = await madeBefore(call, () => findMovement(call.db, id))
      if (!done) await requireStill(call, door, project_id)
      if (!done) await inTransaction(call.db, (trx) => moveStock(trx, call.by, { id, material_stock_id, ...call.body }))
      const [made, stock] = await Promise.all([findMovement(call.db, id), behind(door, materialStock, call)])
      return { ...made, material_stock: presentStock(stock, '') }
    },
  }),
]

const logs = crud(dailyLogs, {
  prepare: async (_trx, values, { call, current }) => (current ? values : { ...values, author_id: call.actor.id }),
})
const stock = crud(materialStock, {
  prepare: async (_trx, values, { call, current }) => (current ? values : { ...values, created_by_id: call.actor.id }),
  async remove(trx, row) {
    if (await hasMoved(trx, row.id)) throw conflict('in_use', 'This stock has movements, which are kept.')
  },
})

const ownLogs = portalDoor('/api/contractor/daily-logs', (id) => belongingTo('author_id', id))
const ownStock = portalDoor('/api/contractor/materials', (id) => belongingTo('created_by_id', id))

export const siteRoutes: Route[] = [
  ...logs,
  ...stock,
  ...movementRoutes(officeDoor({ name: materialStock.name, slug: materialStock.slug })),
  ...readRoutes(ownLogs, dailyLogs),
  ...writeRoutes(ownLogs, dailyLogs, 'author_id'),
  ...readRoutes(ownStock, materialStock),
  ...writeRoutes(ownStock, materialStock, 'created_by_id'),
  ...movementRoutes(ownStock),
]
