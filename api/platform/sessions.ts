/** Signing in and out, and the signed-in person's own account (api.md §1, TEN-4, TEN-5). */
import { z } from 'zod'
import { invalid, Refused } from '../../domain/errors'
import { reach } from '../../domain/kit/failpoint'
import { locale, name, password, withPassword } from '../../domain/records/platform'
import { holdsUsername } from '../../domain/rules/passwords'
import { changeLogin, endAccess, endSessions, findActor, liveSessions, passwordHashOf, rotateSession } from '../../db/platform'
import { updateProfile } from '../../db/platform'
import { inTransaction } from '../../db/kit/client'
import { requireRecord } from '../../db/kit/records'
import { writeAudit } from '../../db/kit/trail'
import { action, PUBLIC, type Route, SIGNED_IN } from '../kit/route'
import { meAnswer, presentMe, sessionAnswer, tokenAnswer } from './answers'
import { guess } from './attempts'
import { answerTokens, cookieOf, daysOf, logIn, setCookie } from './log-in'

const tag = 'sessions'
const secret = z.string().min(1).max(1000)

const login = action({
  tag,
  method: 'post',
  path: '/api/login',
  permission: PUBLIC,
  summary: 'Log in with username or e-mail and password',
  body: z.strictObject({ username: z.string().trim().min(1).max(254), password: secret }),
  answer: tokenAnswer,
  async handle(call) {
    const { actor, session_id } = await logIn(call)
    return answerTokens(call, { actor, session_id, generation: 1 })
  },
})

const refresh = action({
  tag,
  method: 'post',
  path: '/api/refresh',
  permission: PUBLIC,
  summary: 'Exchange a refresh token for new tokens',
  audit: { none: 'prolongs the session whose log-in is told; a token used twice is told as an alarm' },
  body: z.strictObject({ refresh_token: z.string().min(1).max(1000).optional() }),
  answer: tokenAnswer,
  async handle(call) {
    const { services, body } = call
    const given = body.refresh_token ?? cookieOf(call.req)
    if (given === undefined) throw invalid({ refresh_token: ['The refresh token field is required.'] })
    const claims = services.tokens.readRefresh(given)
    const rotation = claims && (await rotateSession(services.db, { ...claims, request_id: call.request_id }, daysOf(services.settings)))
    await reach('K14')
    if (claims && rotation && 'generation' in rotation) {
      const { tenant_id, session_id } = claims
      const actor = await findActor(services.db, { tenant_id, session_id, user_id: rotation.user_id, now: new Date() })
      if (actor) return answerTokens(call, { actor, session_id, generation: rotation.generation })
    }
    if (claims && rotation && 'refused' in rotation && rotation.refused === 'reuse') {
      services.actors.forget(claims.session_id)
      services.log.warn(
        { tenant_id: claims.tenant_id, session_id: claims.session_id, user_id: rotation.user_id },
        'refresh token reused: session ended',
      )
    }
    throw new Refused({ status: 401, code: 'unauthenticated', message: 'Sign in again.' })
  },
})

const logout = action({
  tag,
  method: 'post',
  path: '/api/logout',
  permission: SIGNED_IN,
  summary: 'End this session',
  body: z.strictObject({}),
  answer: z.null(),
  async handle(call) {
    const { actor, services } = call
    await endSessions(call.db, { id: actor.session_id }, 'logout')
    await writeAudit(call.db, call.by, { action: 'logout', resource: 'session', resource_id: actor.session_id })
    services.actors.forget(actor.session_id)
    setCookie(call, undefined)
    return null
  },
})

const logoutEverywhere = action({
  tag,
  method: 'post',
  path: '/api/logout-everywhere',
  permission: SIGNED_IN,
  summary: 'End all sessions of this person, and the link to their calendar',
  body: z.strictObject({}),
  answer: z.object({ ended: z.int() }),
  async handle(call) {
    const { actor, services } = call
    const ended = await inTransaction(call.db, async (trx) => {
      const count = await endAccess(trx, call.by, { user_id: actor.id, reason: 'logout_everywhere' })
      await writeAudit(trx, call.by, { action: 'logout_everywhere', resource: 'session', data: { ended: count } })
      return count
    })
    services.actors.forget(actor.session_id)
    setCookie(call, undefined)
    return { ended }
  },
})

const me = action({
  tag: 'me',
  method: 'get',
  path: '/api/me',
  permission: SIGNED_IN,
  summary: 'The signed-in person',
  answer: meAnswer,
  handle: async ({ actor }) => presentMe(actor),
})

const putMe = action({
  tag: 'me',
  method: 'put',
  path: '/api/me',
  permission: SIGNED_IN,
  summary: 'Change own name and language',
  body: z.strictObject({ name: name.optional(), locale: locale.nullish() }),
  answer: meAnswer,
  async handle(call) {
    const { actor, body, services } = call
    await updateProfile(call.db, call.by, { id: actor.id, values: body })
    services.actors.forget(actor.session_id)
    return presentMe({ ...actor, name: body.name ?? actor.name, locale: body.locale === undefined ? actor.locale : body.locale })
  },
})

const putPassword = action({
  tag: 'me',
  method: 'put',
  path: '/api/me/password',
  permission: SIGNED_IN,
  summary: 'Change own password; the other sessions and the link to the calendar end',
  body: withPassword(z.strictObject({ current_password: secret, password })),
  answer: z.null(),
  async handle(call) {
    const { actor, body, services, req } = call
    if (holdsUsername(body.password, actor.username)) throw invalid({ password: ['The password field must not contain the username.'] })
    const kept = await passwordHashOf(services.db, actor.id)
    const right = await guess(services, { name: `own password ${actor.id}`, address: req.ip ?? '' }, async () =>
      (await services.passwords.verify(kept, body.current_password)) ? true : undefined,
    )
    if (!right) {
      await writeAudit(call.db, call.by, { action: 'users.password', resource: 'user', resource_id: actor.id, refused: 'credentials' })
      throw invalid({ current_password: ['The current password is wrong.'] })
    }
    const password_hash = await services.passwords.hash(body.password)
    await inTransaction(call.db, async (trx) => {
      await changeLogin(trx, actor.id, { password_hash })
      await endAccess(trx, call.by, { user_id: actor.id, except_id: actor.session_id, reason: 'password_changed' })
      await writeAudit(trx, call.by, { action: 'users.password', resource: 'user', resource_id: actor.id })
    })
    return null
  },
})

const sessions = action({
  tag: 'me',
  method: 'get',
  path: '/api/me/sessions',
  permission: SIGNED_IN,
  summary: 'Own live sessions',
  answer: z.array(sessionAnswer),
  async handle({ db, actor }) {
    const rows = await liveSessions(db, actor.id)
    return rows.map(({ id, created_at, last_used_at, expires_at, user_agent, address }) => ({
      id,
      created_at,
      last_used_at,
      expires_at,
      user_agent,
      address,
      current: id === actor.session_id,
    }))
  },
})

const endSession = action({
  tag: 'me',
  method: 'delete',
  path: '/api/me/sessions/:id',
  permission: SIGNED_IN,
  summary: 'End one of the own sessions',
  params: z.object({ id: z.uuid() }),
  answer: z.null(),
  async handle(call) {
    const ended = await endSessions(call.db, { id: call.params.id, user_id: call.actor.id }, 'ended_by_user')
    requireRecord(ended > 0 ? ended : undefined)
    await writeAudit(call.db, call.by, { action: 'session.end', resource: 'session', resource_id: call.params.id })
    call.services.actors.forget(call.params.id)
    return null
  },
})

export const sessionRoutes: Route[] = [login, refresh, logout, logoutEverywhere, me, putMe, putPassword, sessions, endSession]
