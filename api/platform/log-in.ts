/** Log-in: the same work and answer for every cause that would reveal an account, a reason once the password was right. */
import type { Request, Response } from 'express'
import type { Actor } from '../../domain/actor'
import { forbidden, Refused } from '../../domain/errors'
import { findActor, findLogin, type Login, loginKey, openSession, type SessionDays } from '../../db/platform'
import { inTenant, PLATFORM, tenantDb } from '../../db/kit/client'
import { writeAudit } from '../../db/kit/trail'
import type { Settings } from '../../domain/settings'
import type { Services } from '../kit/services'
import { ACCESS_SECONDS } from '../kit/tokens'
import { presentMe } from './answers'
import { guess } from './attempts'

const REFUSALS = {
  banned: 'This account is banned.',
  deactivated: 'This account is deactivated.',
  not_verified: 'The e-mail address of this account is not verified yet.',
  not_approved: 'This account is not approved yet.',
  business_suspended: 'This business is suspended.',
} as const
type Shut = keyof typeof REFUSALS

/** Why somebody with the right password may not come in, or undefined. */
export function shutOut(login: Login): Shut | undefined {
  if (login.banned_at) return 'banned'
  if (login.deactivated_at) return 'deactivated'
  if (!login.email_verified_at) return 'not_verified'
  if (!login.approved_at || login.business_status === 'pending') return 'not_approved'
  return login.business_status === 'suspended' ? 'business_suspended' : undefined
}

export const wrongCredentials = (): Refused => new Refused({ status: 401, code: 'unauthenticated', message: 'Wrong username or password.' })

export const daysOf = (settings: Settings): SessionDays => ({ idle: settings.CIEN_SESSION_IDLE_DAYS, absolute: settings.CIEN_SESSION_DAYS })

interface Knock {
  services: Services
  req: Request
  request_id: string
  body: { username: string; password: string }
}

/** The person and their new session; 401 for wrong credentials, 403 with the reason for people shut out, 429 for too many guesses. */
export async function logIn({ services, req, request_id, body }: Knock): Promise<{ actor: Actor; session_id: string }> {
  const { db } = services
  const address = req.ip ?? ''
  const login = await findLogin(db, body.username)
  const right = await guess(services, { name: login?.id ?? loginKey(body.username), address }, async () => {
    const matches = await services.passwords.verify(login?.password_hash, body.password)
    return matches ? login : undefined
  })
  const tenant_id = login?.user_tenant_id ?? PLATFORM
  const audit = (refused: string | undefined): Promise<void> =>
    writeAudit(
      tenantDb(db, tenant_id),
      { actor_id: login?.id ?? null, request_id },
      { action: 'login', resource: 'session', ...(refused ? { refused } : {}), data: { address } },
    )
  if (!right) {
    // Written for strangers too, so that a known name takes no longer than an unknown one.
    await audit('credentials')
    throw wrongCredentials()
  }
  const shut = shutOut(right)
  if (shut) {
    await audit(shut)
    throw forbidden(shut, REFUSALS[shut], right.ban_reason && shut === 'banned' ? { note: right.ban_reason } : {})
  }
  const session_id = await inTenant(db, tenant_id, async (trx) => {
    const id = await openSession(trx, { user_id: right.id, user_agent: req.get('User-Agent') ?? null, address }, daysOf(services.settings))
    await writeAudit(trx, { actor_id: right.id, request_id }, { action: 'login', resource: 'session', resource_id: id, data: { address } })
    return id
  })
  const actor = await findActor(db, { tenant_id, session_id, user_id: right.id, now: new Date() })
  // Shut out between the check and now: the next try says why.
  if (!actor) throw wrongCredentials()
  return { actor, session_id }
}

const COOKIE = 'cien_refresh'
// The browser sends it to this one path, and never from another site.
const COOKIE_PATH = '/api/refresh'

/** True for the console: it cannot keep a secret from scripts, so its refresh token stays in a cookie. */
export const wantsCookie = (req: Request): boolean => req.get('X-Cien') === '1'

/** The refresh token of the cookie; undefined without the header that no foreign page can send. */
export function cookieOf(req: Request): string | undefined {
  if (!wantsCookie(req)) return undefined
  const pair = (req.headers.cookie ?? '')
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${COOKIE}=`))
  return pair?.slice(COOKIE.length + 1)
}

/** Sets the refresh cookie, or clears it without a token. */
export function setCookie(call: { res: Response; services: Services }, token: string | undefined): void {
  const { res, services } = call
  const secure = services.settings.CIEN_PUBLIC_URL?.startsWith('https:') ?? res.req.secure
  res.cookie(COOKIE, token ?? '', {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: COOKIE_PATH,
    maxAge: token === undefined ? 0 : services.settings.CIEN_SESSION_IDLE_DAYS * 86_400_000,
  })
}

/** The answer of log-in and refresh: tokens and the person. */
export async function answerTokens(
  call: { req: Request; res: Response; services: Services },
  at: { actor: Actor; session_id: string; generation: number },
): Promise<Record<string, unknown>> {
  const { actor, session_id, generation } = at
  const { tokens } = call.services
  const token = await tokens.issue({ user_id: actor.id, tenant_id: actor.tenant_id, session_id })
  const refresh = tokens.refresh({ tenant_id: actor.tenant_id, session_id, generation })
  const kept = wantsCookie(call.req)
  if (kept) setCookie(call, refresh)
  return {
    token,
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    refresh_token: kept ? null : refresh,
    user_type: actor.user_type,
    user: presentMe(actor),
  }
}
