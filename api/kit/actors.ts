/** Who is calling: the rights of a session, read again at least every 1.5 s, so that a revoked right is gone in every process. */
import { LRUCache } from 'lru-cache'
import type { Actor } from '../../domain/actor'
import type { Database } from '../../db/kit/client'
import { findActor } from '../../db/platform'
import type { AccessClaims, Tokens } from './tokens'

/** Milliseconds that rights may be older than the database; the promise of api.md is 5 s. */
const FRESH_MS = 1500

export interface ActorCache {
  /** The actor behind a bearer token, or undefined when it does not count. */
  of(token: string): Promise<Actor | undefined>
  /** Forgets what this process knows of a session, so that the next request reads it. */
  forget(session_id: string): void
}

export function openActors(db: Database, tokens: Tokens): ActorCache {
  const kept = new LRUCache<string, Promise<Actor | undefined>>({ max: 20_000, ttl: FRESH_MS })
  const read = (claims: AccessClaims): Promise<Actor | undefined> => {
    const known = kept.get(claims.session_id)
    if (known) return known
    const fresh = findActor(db, { ...claims, now: new Date() })
    kept.set(claims.session_id, fresh)
    fresh.catch(() => kept.delete(claims.session_id))
    return fresh
  }
  return {
    async of(token) {
      const claims = await tokens.verify(token)
      if (!claims) return undefined
      const actor = await read(claims)
      return actor?.id === claims.user_id && actor.tenant_id === claims.tenant_id ? actor : undefined
    },
    forget: (session_id) => void kept.delete(session_id),
  }
}
