/** Statements on the driver: prepared once, described once, and, outside a transaction, carrying their tenant with them. */
import { Query } from 'pg'

/** Where the driver writes a statement to. */
interface Wire {
  bind(message: object): void
  describe(message: object): void
  execute(message: object): void
  close(message: object): void
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
}

/** The columns of a statement's rows, as the driver keeps them. */
interface Shape {
  fields: readonly unknown[]
  _parsers: readonly unknown[]
  _prebuiltEmptyResultObject: object
}

/** What we use of the driver's query beside its types. */
interface DriverQuery {
  name?: string
  _result: Shape
  _accumulateRows: boolean
  prepare(connection: Wire): void
  handleRowDescription(message: object): void
  handleDataRow(message: object): void
  handleCommandComplete(message: object, connection: Wire): void
}
export type Answer = (error: Error | null, response: unknown) => void

const Driver = Query as unknown as new (config: object, values: undefined, answer: Answer) => DriverQuery

/** So many statements stay prepared on a connection, those used last: each costs the server memory for as long as it lives. */
export const MOST_PREPARED = 800

/** A connection's way to a statement that needs no description, and its prepared statements, last used last, with their shapes. */
interface Known {
  shapes: Map<string, Shape | undefined>
  undescribed: Wire
}
const known = new WeakMap<object, Known>()
function knownTo(connection: Wire): Known {
  const kept = known.get(connection)
  if (kept) return kept
  const made = {
    shapes: new Map<string, Shape | undefined>(),
    undescribed: Object.assign(Object.create(connection), { describe: () => undefined }),
  }
  known.set(connection, made)
  return made
}

/** Notes that a statement is used, and lets go of the one that was not for longest; sent ahead of all else that the query sends. */
function use(connection: Wire, name: string): void {
  const { shapes } = knownTo(connection)
  const shape = shapes.get(name)
  shapes.delete(name)
  shapes.set(name, shape)
  const [oldest] = shapes.size > MOST_PREPARED ? shapes.keys() : []
  if (oldest === undefined) return
  shapes.delete(oldest)
  delete connection.parsedStatements[oldest]
  delete connection.submittedNamedStatements[oldest]
  connection.close({ type: 'S', name: oldest })
}

/**
 * A statement whose columns the server describes the first time only: saying them again with each answer costs more than
 * the rows of a short one. A prepared statement keeps its columns; when a table changes under it the server refuses it.
 */
export class PreparedQuery extends Driver {
  private connection: Wire | undefined

  prepare(connection: Wire): void {
    if (this.name !== undefined) use(connection, this.name)
    const { shapes, undescribed } = knownTo(connection)
    const shape = this.name !== undefined && connection.parsedStatements[this.name] !== undefined ? shapes.get(this.name) : undefined
    this.connection = connection
    if (!shape) return super.prepare(connection)
    Object.assign(this._result, shape)
    this._accumulateRows = true
    super.prepare(undescribed)
  }

  handleRowDescription(message: object): void {
    super.handleRowDescription(message)
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result
    // One that was let go meanwhile is not known again.
    if (this.name !== undefined && this.connection && knownTo(this.connection).shapes.has(this.name))
      knownTo(this.connection).shapes.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject })
  }
}

/** A statement that carries its tenant: both are sent in one round trip and share one implicit transaction. */
export class WalledQuery extends PreparedQuery {
  private walled = false
  private readonly tenant: string
  private readonly wall: string

  constructor(config: { wall: string }, tenant: string, answer: Answer) {
    super(config, undefined, answer)
    this.tenant = tenant
    this.wall = config.wall
  }

  prepare(connection: Wire): void {
    if (this.name !== undefined) use(connection, this.name)
    connection.bind({ portal: '', statement: this.wall, values: [this.tenant] })
    connection.execute({ portal: '', rows: 0 })
    super.prepare(connection)
  }

  handleDataRow(message: object): void {
    if (this.walled) super.handleDataRow(message)
  }

  handleCommandComplete(message: object, connection: Wire): void {
    if (this.walled) super.handleCommandComplete(message, connection)
    else this.walled = true
  }
}
