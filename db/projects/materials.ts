/** Material on site: movements, never below nothing. */
import { conflict, notFound } from '../../domain/errors'
import type { TenantDb, Trx } from '../kit/client'
import { type By, writeAudit, writeHistory } from '../kit/trail'

/** A movement to record; its id lets a repeated request find it. */
export interface NewMovement {
  id: string
  material_stock_id: string
  /** Signed decimal with up to three digits after the point, not zero. */
  quantity: string
  reason: string
}

/** The largest stock there is, so that no sum ever leaves its column. */
const MOST = '999999999999.999'

/** Moves a stock in one statement that waits for its row; 404, or 409 `insufficient` with what is there. */
export async function moveStock(trx: Trx, by: By, movement: NewMovement): Promise<void> {
  const { id, material_stock_id, quantity, reason } = movement
  const scope = { tenant_id: trx.userParams.tenant_id, id: material_stock_id }
  const before = await trx('material_stock').where(scope).forUpdate().first('quantity', 'version')
  if (!before) throw notFound()
  const [after] = await trx('material_stock')
    .where(scope)
    .whereRaw(`quantity + ?::numeric >= 0 and quantity + ?::numeric <= ${MOST}`, [quantity, quantity])
    .update({ quantity: trx.raw('quantity + ?::numeric', [quantity]), version: trx.raw('version + 1'), updated_at: trx.fn.now() })
    .returning(['quantity', 'version'])
  if (!after) {
    throw conflict('insufficient', `There are ${before.quantity}: this movement would leave less than nothing or more than can be kept.`, {
      current: { quantity: before.quantity, version: before.version },
    })
  }
  await Promise.all([
    trx('material_movements').insert({ tenant_id: scope.tenant_id, id, material_stock_id, quantity, reason, actor_id: by.actor_id }),
    writeHistory(trx, by, {
      record_type: 'material_stock',
      record_id: material_stock_id,
      record_version: after.version,
      action: 'moved',
      changes: { quantity: [before.quantity, after.quantity] },
    }),
    writeAudit(trx, by, {
      action: 'materials.move',
      resource: 'material_stock',
      resource_id: material_stock_id,
      data: { quantity, reason },
    }),
  ])
}

const MOVEMENT = `m.id, m.quantity, m.reason, m.created_at, m.actor_id, (select json_build_object('id', u.id, 'name', u.name) from users u
  where u.tenant_id = m.tenant_id and u.id = m.actor_id) as actor`

/** One movement of a stock, or undefined. */
export async function findMovement(db: TenantDb, id: string): Promise<Record<string, unknown> | undefined> {
  const found = await db.raw(`select ${MOVEMENT} from material_movements m where m.tenant_id = ? and m.id = ?`, [
    db.userParams.tenant_id,
    id,
  ])
  return found.rows[0]
}

/** The newest movements of a stock, at most 500. */
export async function listMovements(db: TenantDb, material_stock_id: string): Promise<Record<string, unknown>[]> {
  const found = await db.raw(
    `select ${MOVEMENT} from material_movements m where m.tenant_id = ? and m.material_stock_id = ? order by m.created_at desc, m.id desc limit 500`,
    [db.userParams.tenant_id, material_stock_id],
  )
  return found.rows
}

/** True when a stock was moved since it was entered. */
export async function hasMoved(trx: Trx, material_stock_id: string): Promise<boolean> {
  const row = await trx('material_movements').where({ tenant_id: trx.userParams.tenant_id, material_stock_id }).first('id')
  return row !== undefined
}
