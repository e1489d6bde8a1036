/** Access tokens (JWT, HS256 only) and refresh tokens that need no secret in the database. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'

/** Seconds an access token lives. */
export const ACCESS_SECONDS = 900

export interface AccessClaims {
  user_id: string
  tenant_id: string
  session_id: string
  /** Milliseconds since 1970. */
  expires: number
}

export interface RefreshClaims {
  tenant_id: string
  session_id: string
  generation: number
}

export interface Tokens {
  issue(claims: Omit<AccessClaims, 'expires'>): Promise<string>
  verify(token: string): Promise<AccessClaims | undefined>
  refresh(claims: RefreshClaims): string
  readRefresh(token: string): RefreshClaims | undefined
}

const ISSUER = 'cien'
const AUDIENCE = 'cien-api'
const TYPE = 'at+jwt'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const MAX_TOKEN = 2000

/** Tokens signed with `secret` (hex). A verified token is remembered until it expires. */
export function openTokens(secret: string): Tokens {
  const key = Buffer.from(secret, 'hex')
  const refreshKey = createHmac('sha256', key).update('refresh').digest()
  const known = new LRUCache<string, AccessClaims>({ max: 20_000 })
  const mac = (text: string): Buffer => createHmac('sha256', refreshKey).update(text).digest()

  return {
    issue: ({ user_id, tenant_id, session_id }) =>
      new SignJWT({ tid: tenant_id, sid: session_id })
        .setProtectedHeader({ alg: 'HS256', typ: TYPE })
        .setSubject(user_id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${ACCESS_SECONDS}s`)
        .sign(key),

    async verify(token) {
      if (token.length > MAX_TOKEN) return undefined
      const kept = known.get(token)
      if (kept) return kept.expires > Date.now() ? kept : undefined
      const claims = await read(token, key)
      if (claims) known.set(token, claims)
      return claims
    },

    refresh({ tenant_id, session_id, generation }) {
      const body = `${tenant_id}.${session_id}.${generation}`
      return `${body}.${mac(body).toString('base64url')}`
    },

    readRefresh(token) {
      const [tenant_id = '', session_id = '', generation = '', given = ''] = token.split('.')
      if (!UUID.test(tenant_id) || !UUID.test(session_id) || !/^\d{1,9}$/.test(generation)) return undefined
      const expected = mac(`${tenant_id}.${session_id}.${generation}`)
      const actual = Buffer.from(given, 'base64url')
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return undefined
      return { tenant_id, session_id, generation: Number(generation) }
    },
  }
}

async function read(token: string, key: Uint8Array): Promise<AccessClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      requiredClaims: ['exp', 'sub'],
    })
    const { sub, tid, sid, exp } = payload
    if (typeof sub !== 'string' || typeof tid !== 'string' || typeof sid !== 'string' || exp === undefined) return undefined
    return { user_id: sub, tenant_id: tid, session_id: sid, expires: exp * 1000 }
  } catch {
    // Whatever is wrong with a token, the caller only learns that it does not count.
    return undefined
  }
}
