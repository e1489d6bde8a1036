/** Knex on Postgres with the tenant wall in the connection: every statement runs inside a transaction that names its tenant. */
import knexFactory, { type Knex } from 'knex'
import { types } from 'pg'
import { readInstant } from './instants'
import { forgetPlans, isStalePlan, nameOf, planGeneration } from './plans'
import { type Beating, openPulse, type Pulse, type Waiting } from './pulse'
import type { Turns } from './turns'
import { type Answer, PreparedQuery, WalledQuery } from './walled-query'

const Postgres = require('knex/lib/dialects/postgres') as new (config: Knex.Config) => Knex.Client
const Transaction = require('knex/lib/execution/transaction') as new (...args: unknown[]) => object

// bigint stays exact, a date is a day and no instant; both would be bent by the driver's defaults.
types.setTypeParser(types.builtins.INT8, BigInt)
types.setTypeParser(types.builtins.DATE, (text: string) => text)

types.setTypeParser(types.builtins.TIMESTAMPTZ, readInstant)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const WALL = 'cien_wall'
/** The wall for texts whose plan is kept whatever their values: planning them anew costs more than running them. */
const KEPT_WALL = 'cien_wall_kept'

interface RawConnection extends Beating {
  query(query: object): void
}
interface Statement {
  sql: string
  bindings?: unknown[]
  options?: object
  response?: unknown
  kept_plan?: boolean
  /** Sent once more, after its plan had gone stale. */
  again?: boolean
}

class WalledTransaction extends (Transaction as new (
  ...args: unknown[]
) => {
  query(connection: unknown, sql: string): Promise<unknown>
  isolationLevel?: string
  readOnly?: boolean
  client: { tenant?: string }
}) {
  begin(connection: unknown): Promise<unknown> {
    const tenant = tenantOf(this.client)
    const isolation = this.isolationLevel ? ` isolation level ${this.isolationLevel}` : ''
    const mode = `${isolation}${this.readOnly ? ' read only' : ''}`
    // Sent, not awaited: the first statement follows in the same round trip. When it fails the transaction fails with it.
    void this.query(connection, `begin${mode}; select set_config('app.tenant', '${tenant}', true)`)
    return Promise.resolve()
  }
}

function tenantOf(client: { tenant?: string }): string {
  if (client.tenant === undefined || !UUID.test(client.tenant)) {
    throw new Error('No tenant: use tenantDb(db, tenant_id)')
  }
  return client.tenant
}

interface WalledConfig extends Knex.Config {
  pulse: Pulse
  turns: Turns | undefined
  waited: ((seconds: number) => void) | undefined
}

/** Whose turn a connection is used in. */
const inTurn = new WeakMap<object, string>()

class WalledClient extends Postgres {
  tenant?: string
  transacting?: boolean
  declare config: WalledConfig

  async acquireConnection(): Promise<unknown> {
    const { pulse, turns, waited } = this.config
    pulse.require()
    const asked = performance.now()
    const tenant_id = turns && tenantOf(this)
    if (tenant_id !== undefined) await turns?.take(tenant_id)
    try {
      const connection: object = await super.acquireConnection()
      if (tenant_id !== undefined) inTurn.set(connection, tenant_id)
      return connection
    } catch (error) {
      if (tenant_id !== undefined) turns?.give(tenant_id)
      throw error
    } finally {
      waited?.((performance.now() - asked) / 1000)
    }
  }

  releaseConnection(connection: object): Promise<void> {
    const tenant_id = inTurn.get(connection)
    inTurn.delete(connection)
    const released = super.releaseConnection(connection)
    if (tenant_id !== undefined) this.config.turns?.give(tenant_id)
    return released
  }

  transaction(container: unknown, config: unknown, outer: unknown): Knex.Transaction {
    return new WalledTransaction(this, container, config, outer) as unknown as Knex.Transaction
  }

  _query(connection: RawConnection, statement: Statement): Promise<Statement> {
    const text = statement.sql
    const values = statement.bindings ?? []
    const { pulse } = this.config
    const planned = planGeneration()
    return new Promise((resolve, reject) => {
      pulse.sent(connection)
      const answer: Answer = (error, response) => {
        pulse.answered(connection)
        if (error && isStalePlan(error)) {
          forgetPlans(planned)
          // In a transaction it is too late for this statement: the whole of it runs again (inTransaction).
          if (!this.transacting && !statement.again) return resolve(this._query(connection, Object.assign(statement, { again: true })))
        }
        if (error) return reject(error)
        statement.response = response
        resolve(statement)
      }
      if (this.transacting) {
        const config = values.length > 0 ? { text, values, name: nameOf(text) } : { text }
        connection.query(new PreparedQuery(config, undefined, answer))
        return
      }
      const config = { text, values, name: nameOf(text), queryMode: 'extended', wall: statement.kept_plan ? KEPT_WALL : WALL }
      connection.query(new WalledQuery(config, tenantOf(this), answer))
    })
  }
}

/** A database handle; it refuses to run until `tenantDb` has named the tenant. */
export interface Database {
  knex: Knex
  tenants: Map<string, Knex>
  /** What its pool is at. */
  use(): PoolUse
  close(): Promise<void>
}

/** Connections used and free, and callers who wait for one. */
export interface PoolUse {
  used: number
  free: number
  waiting: number
}

/** What a pool may have beside its size. */
export interface PoolOptions {
  /** How long anybody may wait for a server that answers nobody; 15 s unless said. */
  patience_ms?: number
  /** Turns that a statement or transaction waits for before it waits for a connection. */
  turns?: Turns
  /** Is told how long each caller waited for a connection. */
  waited?: (seconds: number) => void
  /** How long a statement may take. */
  statement_ms?: number
}

/** A handle bound to one tenant; on it, `transaction` opens a transaction of that tenant. */
export type TenantDb = Knex
export type Trx = Knex.Transaction

// A statement ends in time, and so does a transaction whose process was stopped in its middle: others wait for its locks.
// A connection that says nothing for longer than any statement may take is dead, and is thrown away; a server that says
// nothing to anybody is noticed much earlier (pulse.ts).
const BOUNDS = { statement_timeout: 30_000, query_timeout: 35_000, idle_in_transaction_session_timeout: 10_000 }

/** Who waits longer for a free connection is told that too many do. */
const QUEUE_MS = 5000

// Whatever fails is thrown to its caller, who logs it in our own form; knex would print it a second time.
const unsaid = (): void => undefined
const QUIET: Knex.Logger = { warn: unsaid, error: unsaid, deprecate: unsaid, debug: unsaid }

/** Opens a pool on `url` with `pool` connections at most; nothing is sent before the first query. Nobody waits longer than `patience_ms` for a server that answers nobody. */
export function openDatabase(url: string, pool = 10, options: PoolOptions = {}): Database {
  const { patience_ms = 15_000, turns, waited, statement_ms = BOUNDS.statement_timeout } = options
  const bounds = { ...BOUNDS, statement_timeout: statement_ms }
  const connection = { connectionString: url, pipeline: true, connectionTimeoutMillis: patience_ms, keepAlive: true, ...bounds }
  const poolNow = (): Pool | undefined => (knex.client as { pool?: Pool }).pool
  const pulse = openPulse({ url, patience_ms, pool: poolNow })
  const config: WalledConfig = {
    pulse,
    turns,
    waited,
    client: WalledClient as unknown as typeof Knex.Client,
    version: '18.0',
    // Error messages must not carry the values of a statement into logs.
    compileSqlOnError: false,
    log: QUIET,
    connection: connection as Knex.PgConnectionConfig,
    pool: { min: 0, max: pool, acquireTimeoutMillis: Math.max(QUEUE_MS, patience_ms), idleTimeoutMillis: 60_000, afterCreate },
  }
  const knex = knexFactory(config)
  const use = (): PoolUse => {
    const now = poolNow()
    return { used: now?.numUsed() ?? 0, free: now?.numFree() ?? 0, waiting: (now?.numPendingAcquires() ?? 0) + (turns?.waiting ?? 0) }
  }
  const close = (): Promise<void> => {
    pulse.stop()
    return knex.destroy()
  }
  return { knex, tenants: new Map(), use, close }
}

function afterCreate(
  connection: { query(sql: string, done: (error: Error | null) => void): void },
  done: (error: Error | null, connection: unknown) => void,
): void {
  const walls = `prepare ${WALL}(text) as select set_config('app.tenant', $1, true);
    prepare ${KEPT_WALL}(text) as select set_config('app.tenant', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true)`
  connection.query(walls, (error) => done(error, connection))
}

interface Pool extends Waiting {
  numUsed(): number
  numFree(): number
  numPendingAcquires(): number
}

const MAX_TENANT_HANDLES = 5000

/** The handle of one tenant; handles are kept, the oldest is forgotten past 5,000. */
export function tenantDb(db: Database, tenant_id: string): TenantDb {
  const kept = db.tenants.get(tenant_id)
  if (kept) return kept
  const bound = db.knex.withUserParams({ tenant_id })
  const client = bound.client as WalledClient
  client.tenant = tenant_id
  tenantOf(client)
  if (db.tenants.size >= MAX_TENANT_HANDLES) {
    const oldest = db.tenants.keys().next().value
    if (oldest !== undefined) db.tenants.delete(oldest)
  }
  db.tenants.set(tenant_id, bound)
  return bound
}

interface Direct {
  acquireConnection(): Promise<RawConnection>
  releaseConnection(connection: RawConnection): unknown
  _query(connection: RawConnection, statement: Statement): Promise<Statement>
}

/**
 * The rows of one statement with `$1` placeholders, straight to the driver and inside the same walls: for the texts
 * that run most often, which are written once and then cost no query builder and, outside a transaction, no planning.
 */
export const ask = <Row>(db: TenantDb | Trx, sql: string, bindings: readonly unknown[]): Promise<Row[]> =>
  answered<Row>(db, { sql, bindings: [...bindings], kept_plan: true })

/** Like `ask`, planned for its values: for searches, where a rare word needs another way than a common one. */
export const askPlanned = <Row>(db: TenantDb | Trx, sql: string, bindings: readonly unknown[]): Promise<Row[]> =>
  answered<Row>(db, { sql, bindings: [...bindings] })

async function answered<Row>(db: TenantDb | Trx, statement: Statement): Promise<Row[]> {
  if (db.isTransaction && (db as Trx).isCompleted()) throw new Error('The transaction has ended')
  const client = db.client as Direct
  const connection = await client.acquireConnection()
  try {
    const { response } = await client._query(connection, statement)
    return (response as { rows: Row[] }).rows
  } finally {
    client.releaseConnection(connection)
  }
}

/** Runs `work` in one transaction of a tenant. */
export const inTenant = <T>(db: Database, tenant_id: string, work: (trx: Trx) => Promise<T>): Promise<T> =>
  inTransaction(tenantDb(db, tenant_id), work)

/** Runs `work` in one transaction of the handle's tenant (or in the transaction it already is); once more from its beginning when a migration made a plan stale under it. */
export async function inTransaction<T>(knex: TenantDb | Trx, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (knex.isTransaction) return work(knex as Trx)
  const run = (): Promise<T> => knex.transaction(work, { userParams: knex.userParams } as Knex.TransactionConfig)
  try {
    return await run()
  } catch (error) {
    if (!isStalePlan(error)) throw error
    return run()
  }
}

/** The business that holds what belongs to no business: super admins, registrations, the list of businesses. */
export const PLATFORM = '00000000-0000-7000-8000-000000000000'
