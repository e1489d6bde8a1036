/** Who is calling: the rights of a session, read again at least every 1.5 s, so that a revoked right is gone in every process. */
import { LRUCache } from 'lru-cache'
import type { Actor } from '../../domain/actor'
import type { Database } from '../../db/kit/client'
import { findActor } from '../../db/platform'
import type { AccessClaims, Tokens } from './tokens'

/** Milliseconds that rights may be older than the database; the promise of api.md is 5 s. */
const FRESH_MS = 1500

/** A session and whose it is. */
export type SessionAt = Omit<AccessClaims, 'expires'>

export interface ActorCache {
  /** The actor behind a bearer token, or undefined when it does not count. */
  of(token: string): Promise<Actor | undefined>
  /** The actor of a session that was proved otherwise than by a bearer token, or undefined when it does not count. */
  ofSession(session: SessionAt): Promise<Actor | undefined>
  /** Forgets what this process knows of a session, so that the next request reads it. */
  forget(session_id: string): void
}

export function openActors(db: Database, tokens: Tokens): ActorCache {
  const kept = new LRUCache<string, Promise<Actor | undefined>>({ max: 20_000, ttl: FRESH_MS })
  const read = (claims: SessionAt): Promise<Actor | undefined> => {
    const known = kept.get(claims.session_id)
    if (known) return known
    const fresh = findActor(db, { ...claims, now: new Date() })
    kept.set(claims.session_id, fresh)
    fresh.catch(() => kept.delete(claims.session_id))
    return fresh
  }
  const ofSession = async (session: SessionAt): Promise<Actor | undefined> => {
    const actor = await read(session)
    return actor?.id === session.user_id && actor.tenant_id === session.tenant_id ? actor : undefined
  }
  return {
    async of(token) {
      const claims = await tokens.verify(token)
      return claims && ofSession(claims)
    },
    ofSession,
    forget: (session_id) => void kept.delete(session_id),
  }
}
