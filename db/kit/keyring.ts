/** The ring of data keys: one per tenant, wrapped in the database under the master key, open only in memory. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { v7 as uuidv7 } from 'uuid'
import { type Database, PLATFORM, tenantDb } from './client'

/** The key a tenant's payloads are encrypted with now. */
export interface CurrentKey {
  id: string
  /** 32 bytes, AES-256. */
  key: Buffer
}

/** A key found by its id, with the tenant it belongs to. */
export interface FoundKey {
  tenant_id: string
  key: Buffer
}

export interface Ring {
  /** The tenant's key for encryption; made on first use. */
  current(tenant_id: string): Promise<CurrentKey>
  /** Any key that still exists, by its id; undefined when it never did or was erased. Throws while the database is away. */
  byId(id: string): Promise<FoundKey | undefined>
  /** From now on the tenant encrypts with a new key; what older keys wrote stays readable. */
  rotate(tenant_id: string): Promise<void>
  /** Destroys the tenant's keys: whatever they encrypted is gone for good, in every process after at most `KEPT_MS`. */
  erase(tenant_id: string): Promise<void>
  /** Drops what this process keeps of a tenant. */
  forget(tenant_id: string): void
}

// Codecs run at every activation of a process, so keys are kept; a key erased elsewhere is gone here after this time.
const KEPT_MS = 60_000
const MAX_TENANTS = 5000
const MAX_KEYS = 10_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const IV = 12
const TAG = 16

/** The wrapped form: nonce, ciphertext, tag; bound to its tenant, so a row copied to another tenant does not open. */
function wrap(master: Buffer, tenant_id: string, key: Buffer): Buffer {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(Buffer.from(tenant_id))
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

function unwrap(master: Buffer, { tenant_id, id, wrapped_key }: KeyRow): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped_key.subarray(0, IV))
    decipher.setAAD(Buffer.from(tenant_id)).setAuthTag(wrapped_key.subarray(-TAG))
    return Buffer.concat([decipher.update(wrapped_key.subarray(IV, -TAG)), decipher.final()])
  } catch (cause) {
    throw new Error(`Key ${id} does not open: it was wrapped for another tenant or under another CIEN_MASTER_KEY`, { cause })
  }
}

interface KeyRow {
  id: string
  tenant_id: string
  wrapped_key: Buffer
}

/** Opens the ring over the application's database; `master_key` is 32 bytes in hex. */
export function openRing(db: Database, master_key: string): Ring {
  const master = Buffer.from(master_key, 'hex')
  if (master.length !== 32) throw new Error('CIEN_MASTER_KEY must be 32 bytes in hex')
  const currents = new LRUCache<string, Promise<CurrentKey>>({ max: MAX_TENANTS, ttl: KEPT_MS })
  const found = new LRUCache<string, FoundKey>({ max: MAX_KEYS, ttl: KEPT_MS })

  const forget = (tenant_id: string): void => {
    currents.delete(tenant_id)
    for (const [id, key] of found.entries()) if (key.tenant_id === tenant_id) found.delete(id)
  }
  return {
    current(tenant_id) {
      const kept = currents.get(tenant_id)
      if (kept) return kept
      const fresh = readCurrent(db, master, tenant_id)
      currents.set(tenant_id, fresh)
      // A failed read is not kept: the next caller asks again.
      fresh.catch(() => currents.delete(tenant_id))
      return fresh
    },
    async byId(id) {
      const kept = found.get(id)
      if (kept) return kept
      const row = await findKey(db, id)
      if (!row) return undefined
      const key = { tenant_id: row.tenant_id, key: unwrap(master, row) }
      found.set(id, key)
      return key
    },
    async rotate(tenant_id) {
      const table = tenantDb(db, tenant_id)('tenant_keys')
      await table.where({ tenant_id, current: true }).update({ current: false, updated_at: new Date() })
      forget(tenant_id)
    },
    async erase(tenant_id) {
      const table = tenantDb(db, tenant_id)('tenant_keys')
      await table.where({ tenant_id }).update({ wrapped_key: Buffer.alloc(0), current: false, updated_at: new Date() })
      forget(tenant_id)
    },
    forget,
  }
}

/** The current key of a tenant; of several processes that find none, one makes it and all use that one. */
async function readCurrent(db: Database, master: Buffer, tenant_id: string): Promise<CurrentKey> {
  const tenant = tenantDb(db, tenant_id)
  const read = (): Promise<KeyRow | undefined> =>
    tenant('tenant_keys').where({ tenant_id, current: true }).first('id', 'tenant_id', 'wrapped_key')
  let row = await read()
  if (!row) {
    await tenant.raw(
      'insert into tenant_keys (tenant_id, id, wrapped_key) values (?, ?, ?) on conflict (tenant_id) where current do nothing',
      [tenant_id, uuidv7(), wrap(master, tenant_id, randomBytes(32))],
    )
    row = await read()
  }
  if (!row) throw new Error(`No current key for tenant ${tenant_id}: it was erased or rotated at this moment`)
  return { id: row.id, key: unwrap(master, row) }
}

/** Reads a key in the platform's tenant, which alone may look across tenants (see the policy on tenant_keys). */
async function findKey(db: Database, id: string): Promise<KeyRow | undefined> {
  if (!UUID.test(id)) return undefined
  const row: KeyRow | undefined = await tenantDb(db, PLATFORM)('tenant_keys').where({ id }).first('id', 'tenant_id', 'wrapped_key')
  return row && row.wrapped_key.length > 0 ? row : undefined
}
