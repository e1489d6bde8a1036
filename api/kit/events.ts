/** Live news for open consoles: one small query for each business with somebody connected, once a second. */
import type { Response } from 'express'
import type { Logger } from 'pino'
import type { Actor, Principal } from '../../domain/actor'
import { Refused } from '../../domain/errors'
import { slugOfType } from '../../domain/records/slugs'
import { type Database, tenantDb } from '../../db/kit/client'
import { type Change, databaseNow, MOST_CHANGES, readNews } from '../../db/events'
import { unreadCounts } from '../../db/notifications'
import type { ActorCache } from './actors'

const LOOK_MS = 1000
const HEARTBEAT_MS = 20_000
/** Rows become visible when their transaction commits, later than their time: each look reaches back this far. */
const OVERLAP_MS = 15_000
const MOST_PER_USER = 10
const MOST_PER_PROCESS = 10_000
/** A reader that does not read is let go; it connects again and catches up. */
const MOST_UNSENT_BYTES = 262_144

export interface EventHub {
  /** Keeps the answer open and writes events to it until the caller leaves or the session ends; 429 past ten a person. */
  connect(actor: Actor, res: Response): Promise<void>
  /** Ends every stream. */
  close(): void
}

interface Listener {
  actor: Actor
  res: Response
  unread: number
  beat: number
  /** When the rights of the actor were read. */
  known: number
  /** False until the head of the answer is written. */
  open: boolean
}

/** The listeners of one business, and what they were told already. */
interface Room {
  listeners: Set<Listener>
  told: Map<string, number>
  /** The database's time when the first listener came; later ones find it known. */
  opened: Promise<Date>
  since: Date | undefined
  looking: boolean
}

const STAFF = new Set(['admin', 'staff', 'super_admin'])
/** Rights may be older than the database for so long; the promise of api.md is 5 s. */
const RIGHTS_MS = 3000

const holdsAny = ({ slugs }: Pick<Principal, 'slugs'>, slug: string): boolean => [...slugs].some((held) => held.startsWith(`${slug}.`))

/** True for who may see records of a type: admins, and staff with any right to it, their own or of whom they stand in for. */
function mayHear(actor: Actor, type: string | null): boolean {
  if (actor.user_type !== 'staff') return true
  const slug = type === null ? undefined : slugOfType(type)
  return slug !== undefined && [actor, ...actor.stands_in_for].some((who) => who.user_type === 'admin' || holdsAny(who, slug))
}

const keyOf = (change: Change): string => `${change.kind}:${change.id}:${change.stamp}`

function write(listener: Listener, event: string, data: unknown): void {
  if (listener.res.writableLength > MOST_UNSENT_BYTES) listener.res.destroy()
  else listener.res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** The changes of this look that nobody was told of; those before the overlap are forgotten. */
function fresh(room: Room, changes: readonly Change[], now: number): Change[] {
  for (const [key, at] of room.told) if (at < now - 2 * OVERLAP_MS) room.told.delete(key)
  const news = changes.filter((change) => !room.told.has(keyOf(change)))
  for (const change of changes) room.told.set(keyOf(change), now)
  return news
}

/** Records as staff learn of them; too many at once are told by type only, so that lists are read again. */
function recordEvents(changes: readonly Change[]): { type: string | null; id: string | null }[] {
  const records = changes.filter((change) => change.kind === 'record')
  if (records.length < MOST_CHANGES) return records.map(({ type, id }) => ({ type, id }))
  return [...new Set(records.map(({ type }) => type))].map((type) => ({ type, id: null }))
}

class Hub implements EventHub {
  private readonly rooms = new Map<string, Room>()
  private readonly timer: NodeJS.Timeout
  private count = 0

  constructor(
    private readonly db: Database,
    private readonly log: Logger,
    private readonly actors: ActorCache,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_MS)
    this.timer.unref()
  }

  async connect(actor: Actor, res: Response): Promise<void> {
    const room = this.roomOf(actor.tenant_id)
    const mine = [...room.listeners].filter((listener) => listener.actor.id === actor.id)
    if (mine.length >= MOST_PER_USER || this.count >= MOST_PER_PROCESS) throw tooManyStreams()
    // Its place is taken before anything is awaited: many at once must not all find it free.
    const listener: Listener = { actor, res, unread: 0, beat: Date.now(), known: Date.now(), open: false }
    room.listeners.add(listener)
    this.count += 1
    res.once('close', () => this.leave(room, listener))
    try {
      const [since, unread] = await Promise.all([room.opened, this.unreadOf(actor)])
      room.since ??= since
      listener.unread = unread
    } catch (error) {
      this.leave(room, listener)
      throw error
    }
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    res.write('retry: 3000\n\n')
    write(listener, 'notification', { unread: listener.unread })
    listener.open = true
  }

  close(): void {
    clearInterval(this.timer)
    for (const room of this.rooms.values()) for (const { res } of room.listeners) res.end()
  }

  private leave(room: Room, listener: Listener): void {
    if (room.listeners.delete(listener)) this.count -= 1
    const { tenant_id } = listener.actor
    if (room.listeners.size === 0 && this.rooms.get(tenant_id) === room) this.rooms.delete(tenant_id)
  }

  private roomOf(tenant_id: string): Room {
    const known = this.rooms.get(tenant_id)
    if (known) return known
    const opened = databaseNow(tenantDb(this.db, tenant_id))
    // Whoever connects awaits it as well, and is told.
    opened.catch(() => undefined)
    const room: Room = { listeners: new Set(), told: new Map(), opened, since: undefined, looking: false }
    this.rooms.set(tenant_id, room)
    return room
  }

  private async unreadOf(actor: Actor): Promise<number> {
    const counts = await unreadCounts(tenantDb(this.db, actor.tenant_id), [actor.id])
    return counts.get(actor.id) ?? 0
  }

  private look(): void {
    for (const [tenant_id, room] of this.rooms) {
      const { since } = room
      if (room.looking || since === undefined) continue
      room.looking = true
      // While Postgres is away nothing happens that could be told; the next look catches up.
      this.tell(tenant_id, room, since)
        .catch((err) => this.log.warn({ err, tenant_id }, 'could not look for news'))
        .finally(() => {
          room.looking = false
        })
    }
  }

  private async tell(tenant_id: string, room: Room, since: Date): Promise<void> {
    const db = tenantDb(this.db, tenant_id)
    const listeners = [...room.listeners].filter((listener) => listener.open)
    const user_ids = [...new Set(listeners.map(({ actor }) => actor.id))]
    const session_ids = listeners.map(({ actor }) => actor.session_id)
    const started = Date.now()
    const news = await readNews(db, { since, user_ids, session_ids })
    room.since = new Date(Math.max(since.getTime(), started - OVERLAP_MS))
    for (const { actor, res } of listeners) if (!news.live.has(actor.session_id)) res.end()
    if (news.changes.some((change) => change.kind === 'record')) await Promise.all(listeners.map((listener) => this.refresh(listener)))
    const changes = fresh(room, news.changes, started)
    const people = changes.filter((change) => change.kind === 'notification').map((change) => change.id)
    const unread = people.length > 0 ? await unreadCounts(db, people) : new Map<string, number>()
    for (const listener of listeners)
      this.tellOne(listener, changes, people.includes(listener.actor.id) ? (unread.get(listener.actor.id) ?? 0) : listener.unread)
  }

  /** Reads the rights of somebody who listens anew when they are old; the stream of who may not come in any more ends. */
  private async refresh(listener: Listener): Promise<void> {
    const { actor, res, known } = listener
    if (res.writableEnded || !STAFF.has(actor.user_type) || Date.now() - known < RIGHTS_MS) return
    const fresh = await this.actors.ofSession({ user_id: actor.id, tenant_id: actor.tenant_id, session_id: actor.session_id })
    if (!fresh) return void res.end()
    listener.actor = fresh
    listener.known = Date.now()
  }

  private tellOne(listener: Listener, changes: readonly Change[], unread: number): void {
    if (listener.res.writableEnded) return
    if (unread !== listener.unread) {
      listener.unread = unread
      write(listener, 'notification', { unread })
    }
    if (changes.some((change) => change.kind === 'task')) write(listener, 'task', { changed: true })
    // Records of the office concern those of the office who may see them; other portals learn of theirs by notification.
    if (STAFF.has(listener.actor.user_type))
      for (const record of recordEvents(changes)) if (mayHear(listener.actor, record.type)) write(listener, 'record', record)
    if (Date.now() - listener.beat < HEARTBEAT_MS) return
    listener.beat = Date.now()
    listener.res.write(': still here\n\n')
  }
}

const tooManyStreams = (): Refused =>
  new Refused({
    status: 429,
    code: 'rate_limited',
    message: 'Too many live connections. Close a window and try again.',
    details: { retry_after: 30 },
  })

/** Opens the hub of an API process. */
export const openEvents = (db: Database, log: Logger, actors: ActorCache): EventHub => new Hub(db, log, actors)
