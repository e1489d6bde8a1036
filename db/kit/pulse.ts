/** Notices that Postgres answers nobody any more although its connections stand: a stopped machine, a hung disk, a dead wire. */
import { Client } from 'pg'

const EVERY_MS = 500
/** A server that answers while a statement is slow is not asked again before. */
const AGAIN_MS = 2000
/** An answer that was looked at so much later proves only that this process was busy itself. */
const LATE_MS = 700

/** A connection of the driver, as far as it is needed to give it up. */
export interface Beating {
  connection?: { stream: { destroy(): void } }
}

/** The pool, as far as it is needed to tell those who wait for a connection. */
export interface Waiting {
  pendingAcquires: readonly { reject(error: Error): void }[]
}

export interface Pulse {
  /** A statement was sent. */
  sent(connection: Beating): void
  /** A statement was answered. */
  answered(connection: Beating): void
  /** Throws while the server is known to answer nobody. */
  require(): void
  stop(): void
}

const gone = (): Error => Object.assign(new Error('Postgres does not answer: connection terminated'), { code: 'ECONNRESET' })

/** Asks the server whether it lives; false when it does not say so in time. */
async function alive(url: string, answer_ms: number): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: answer_ms, query_timeout: answer_ms })
  client.on('error', () => undefined) // the question in hand fails with it
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    // A server that refuses speaks: whoever waits is told by their own connections.
    return (error as { code?: string }).code !== undefined
  } finally {
    client.end().catch(() => undefined) // it may never have begun
  }
}

export interface Watched {
  url: string
  /** How long anybody may wait for a server that answers nobody, in milliseconds. */
  patience_ms: number
  pool(): Waiting | undefined
}

/** The statements under way on each connection, and since when the server has said nothing to it. */
class UnderWay {
  private readonly open = new Map<Beating, { since: number; statements: number }>()

  sent(connection: Beating): void {
    const kept = this.open.get(connection)
    if (kept) kept.statements += 1
    else this.open.set(connection, { since: Date.now(), statements: 1 })
  }

  answered(connection: Beating): void {
    const kept = this.open.get(connection)
    if (!kept) return
    kept.statements -= 1
    kept.since = Date.now()
    if (kept.statements === 0) this.open.delete(connection)
  }

  silentFor(ms: number): Beating[] {
    const before = Date.now() - ms
    return [...this.open].flatMap(([connection, { since }]) => (since < before ? [connection] : []))
  }
}

/**
 * Watches the connections of a pool; a third of the patience is for the statement, the rest for the question to the server.
 * A slow statement alone proves nothing, so the server is asked on a connection of its own; when that is not answered either,
 * whoever waits is told at once instead of after the longest time that a statement may take.
 */
export function openPulse({ url, patience_ms, pool }: Watched): Pulse {
  const silent_ms = patience_ms / 3
  const answer_ms = patience_ms - silent_ms
  const under_way = new UnderWay()
  let [lost, asked, queued] = [false, 0, 0]
  const look = async (): Promise<void> => {
    const now = Date.now()
    // Who waits for a connection while none is being used waits for the server as well.
    queued = (pool()?.pendingAcquires.length ?? 0) > 0 ? queued + EVERY_MS : 0
    const worried = lost || under_way.silentFor(silent_ms).length > 0 || queued > silent_ms
    if (!worried || now - asked < (lost ? EVERY_MS : AGAIN_MS)) return
    asked = now
    const answers = await alive(url, answer_ms)
    lost = !answers && (lost || Date.now() - now < answer_ms + LATE_MS)
    if (!lost) return
    for (const connection of under_way.silentFor(silent_ms)) connection.connection?.stream.destroy()
    for (const waiting of [...(pool()?.pendingAcquires ?? [])]) waiting.reject(gone())
  }
  let looking: Promise<void> | undefined
  const timer = setInterval(() => (looking ??= look().finally(() => (looking = undefined))), EVERY_MS).unref()
  return {
    sent: (connection) => under_way.sent(connection),
    answered: (connection) => under_way.answered(connection),
    require() {
      if (lost) throw gone()
    },
    stop: () => clearInterval(timer),
  }
}
