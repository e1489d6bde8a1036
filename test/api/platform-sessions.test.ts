/** Signing in, staying signed in, and being shut out. */
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { type Business, PASSWORD, person, send, signedIn, stranger, superAdmin, tenant } from '../support/tenant'

let app: TestApp
let aurora: Business

beforeAll(async () => {
  app = await startApp({ env: { CIEN_RATE_LOGIN_ADDRESS: '100000' } })
  aurora = await tenant(app, { name: 'Aurora', staff: [['projects.view', 'audit.view']], client: 1 })
})
afterAll(() => app.stop())

const logIn = (username: string, password = PASSWORD, headers = {}) =>
  send(app.url, { method: 'POST', path: '/api/login', body: { username, password }, headers })
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

test('TEN-4 log-in answers a bearer token, the user type and the permissions of the role', async () => {
  const [staff] = aurora.staff
  const answer = await logIn(staff?.username ?? '')
  expect(answer.status).toBe(200)
  expect(answer.body.data).toMatchObject({
    token_type: 'Bearer',
    expires_in: 900,
    user_type: 'staff',
    user: {
      id: staff?.id,
      username: staff?.username,
      business_id: aurora.id,
      permissions: ['audit.view', 'projects.view'],
      role: { slug: expect.any(String) },
    },
  })
  const me = await send(app.url, { method: 'GET', path: '/api/me', headers: bearer(answer.body.data.token) })
  expect(me.body.data).toEqual(answer.body.data.user)
})

test('TEN-4 the e-mail address, in any case, is as good as the username; an admin holds every permission', async () => {
  const answer = await logIn(` ${aurora.admin.email.toUpperCase()} `)
  expect(answer.status).toBe(200)
  expect(answer.body.data.user.permissions).toContain('documents.approve')
})

test('TEN-3 a wrong password and an unknown name get the same bytes', async () => {
  const wrong = await logIn(aurora.admin.username, 'not-the-password')
  const unknown = await logIn('nobody-here', 'not-the-password')
  expect([wrong.status, unknown.status]).toEqual([401, 401])
  expect(wrong.body).toEqual(unknown.body)
  expect(wrong.body).toEqual({ success: false, msg: 'Unauthenticated', data: null })
})

const shutOut: [string, Record<string, unknown>][] = [
  ['banned', { banned_at: new Date() }],
  ['deactivated', { deactivated_at: new Date() }],
  ['not_verified', { email_verified_at: null }],
  ['not_approved', { approved_at: null }],
]
test.each(shutOut)('TEN-3 somebody %s with the right password gets 403 and the reason, with a wrong one 401', async (reason, fields) => {
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee', ...fields })
  const right = await logIn(who.username)
  expect([right.status, right.body.data.reason]).toEqual([403, reason])
  expect((await logIn(who.username, 'not-the-password')).status).toBe(401)
  expect((await who.get('/api/me')).status).toBe(401)
})

test('TEN-3 a suspended business: its tokens answer 401, its log-in 403 with the reason; reactivated, people are let in again', async () => {
  const boreal = await tenant(app)
  const platform = await superAdmin(app)
  const suspended = await platform.post(`/api/platform/businesses/${boreal.id}/suspend`, { reason: 'Unpaid since May' })
  expect([suspended.status, suspended.body.data.status]).toEqual([200, 'suspended'])
  app.services.actors.forget(boreal.admin.session_id)
  expect((await boreal.admin.get('/api/me')).status).toBe(401)
  expect((await logIn(boreal.admin.username)).body.data.reason).toBe('business_suspended')
  expect((await platform.post(`/api/platform/businesses/${boreal.id}/suspend`, { reason: 'Again' })).status).toBe(409)
  expect((await platform.post(`/api/platform/businesses/${boreal.id}/reactivate`, { reason: 'Paid' })).status).toBe(200)
  expect((await logIn(boreal.admin.username)).status).toBe(200)
})

describe('refresh tokens', () => {
  const refresh = (refresh_token: string) => send(app.url, { method: 'POST', path: '/api/refresh', body: { refresh_token } })

  test('TEN-5 rotate: each gives the next, and the next works', async () => {
    const first = (await logIn(aurora.admin.username)).body.data.refresh_token
    const second = await refresh(first)
    expect(second.status).toBe(200)
    expect(second.body.data.refresh_token).not.toBe(first)
    const third = await refresh(second.body.data.refresh_token)
    expect(third.status).toBe(200)
    expect((await send(app.url, { method: 'GET', path: '/api/me', headers: bearer(third.body.data.token) })).status).toBe(200)
  })

  test('TEN-5 two tabs at once get the same successor and nobody is signed out', async () => {
    const first = (await logIn(aurora.admin.username)).body.data.refresh_token
    const tabs = await Promise.all(Array.from({ length: 8 }, () => refresh(first)))
    expect(tabs.map((tab) => tab.status)).toEqual(Array(8).fill(200))
    expect(new Set(tabs.map((tab) => tab.body.data.refresh_token)).size).toBe(1)
  })

  test('TEN-5 reuse after the successor was used ends the session, alarms, and kills the newest token too', async () => {
    const { refresh_token: first, token } = (await logIn(aurora.admin.username)).body.data
    const second = (await refresh(first)).body.data.refresh_token
    const third = (await refresh(second)).body.data.refresh_token
    expect((await refresh(first)).status).toBe(401)
    expect((await refresh(third)).status).toBe(401)
    expect((await send(app.url, { method: 'GET', path: '/api/me', headers: bearer(token) })).status).toBe(401)
    const [, session_id] = first.split('.')
    const alarm = await inTenant(app.services.db, aurora.id, (trx) =>
      trx('audit_events').where({ action: 'session.reuse', resource_id: session_id }),
    )
    expect(alarm).toHaveLength(1)
    expect(alarm[0].data).toMatchObject({ alarm: true })
  })

  test('TEN-5 the same token again after ten seconds ends the session', async () => {
    const first = (await logIn(aurora.admin.username)).body.data.refresh_token
    await refresh(first)
    const [, session_id] = first.split('.')
    await inTenant(app.services.db, aurora.id, (trx) =>
      trx('sessions')
        .where({ id: session_id })
        .update({ rotated_at: trx.raw("now() - interval '11 seconds'") }),
    )
    expect((await refresh(first)).status).toBe(401)
    const [row] = await inTenant(app.services.db, aurora.id, (trx) => trx('sessions').where({ id: session_id }))
    expect(row.end_reason).toBe('reuse')
  })

  test('TEN-5 a session that lay idle too long is over', async () => {
    const first = (await logIn(aurora.admin.username)).body.data.refresh_token
    const [, session_id] = first.split('.')
    await inTenant(app.services.db, aurora.id, (trx) =>
      trx('sessions')
        .where({ id: session_id })
        .update({ expires_at: trx.raw("now() - interval '1 second'") }),
    )
    expect((await refresh(first)).status).toBe(401)
  })

  test('TEN-5 a rotation never prolongs a session past its longest life', async () => {
    const first = (await logIn(aurora.admin.username)).body.data.refresh_token
    const [, session_id] = first.split('.')
    const scope = { id: session_id }
    await inTenant(app.services.db, aurora.id, (trx) =>
      trx('sessions')
        .where(scope)
        .update({ created_at: trx.raw("now() - interval '29 days'") }),
    )
    expect((await refresh(first)).status).toBe(200)
    const [row] = await inTenant(app.services.db, aurora.id, (trx) =>
      trx('sessions').where(scope).select(trx.raw('expires_at - created_at as life')),
    )
    expect(row.life.days).toBe(30)
  })

  test('TEN-5 garbage, tampered and foreign refresh tokens answer 401', async () => {
    const { refresh_token } = (await logIn(aurora.admin.username)).body.data
    const [tenant_id, session_id, , mac] = refresh_token.split('.')
    for (const bad of [
      'x',
      'a.b.c.d',
      `${tenant_id}.${session_id}.2.${mac}`,
      `${refresh_token}x`.replace(/.x$/, 'A'),
      aurora.admin.token,
    ]) {
      expect((await refresh(bad)).status).toBe(401)
    }
    expect((await refresh(refresh_token)).status).toBe(200)
  })
})

describe('the console', () => {
  const X = { 'X-Cien': '1' }

  test('TEN-16 gets its refresh token in a cookie that scripts and other sites cannot use', async () => {
    const answer = await logIn(aurora.admin.username, PASSWORD, X)
    expect(answer.body.data.refresh_token).toBeNull()
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^cien_refresh=[^;]+;.*Path=\/api\/refresh.*HttpOnly.*SameSite=Strict/)
    const pair = cookie.split(';')[0] ?? ''
    expect((await send(app.url, { method: 'POST', path: '/api/refresh', body: {}, headers: { Cookie: pair } })).status).toBe(422)
    const renewed = await send(app.url, { method: 'POST', path: '/api/refresh', body: {}, headers: { Cookie: pair, ...X } })
    expect([renewed.status, renewed.body.data.refresh_token]).toEqual([200, null])
    expect(renewed.headers.get('set-cookie')).not.toBe(cookie)
  })

  test('TEN-16 a client without the header gets no cookie', async () => {
    expect((await logIn(aurora.admin.username)).headers.get('set-cookie')).toBeNull()
  })
})

test('TEN-5 people see their sessions, end one of them, log out, and log out everywhere', async () => {
  const me = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  const [second, third] = [await signedIn(app, me), await signedIn(app, me)]
  const listed = (await me.get('/api/me/sessions')).body.data
  expect(listed).toHaveLength(3)
  expect(listed.filter((each: { current: boolean }) => each.current).map((each: { id: string }) => each.id)).toEqual([me.session_id])
  expect((await me.delete(`/api/me/sessions/${second.session_id}`)).status).toBe(200)
  expect((await second.get('/api/me')).status).toBe(401)
  expect((await me.delete(`/api/me/sessions/${aurora.admin.session_id}`)).status).toBe(404)
  expect((await me.post('/api/logout', {})).status).toBe(200)
  expect((await me.get('/api/me')).status).toBe(401)
  const fourth = await signedIn(app, me)
  expect((await third.post('/api/logout-everywhere')).body.data).toEqual({ ended: 2 })
  app.services.actors.forget(fourth.session_id)
  expect((await fourth.get('/api/me')).status).toBe(401)
})

test('TEN-5 a new password needs the old one and ends the other sessions', async () => {
  const me = await person(app, { tenant_id: aurora.id, user_type: 'client' })
  const other = await signedIn(app, me)
  const wrong = await me.put('/api/me/password', { current_password: 'wrong', password: 'Another-good-1-phrase' })
  expect([wrong.status, Object.keys(wrong.body.data.errors)]).toEqual([422, ['current_password']])
  const own = await me.put('/api/me/password', { current_password: PASSWORD, password: `x-${me.username}-x` })
  expect([own.status, Object.keys(own.body.data.errors)]).toEqual([422, ['password']])
  const short = await me.put('/api/me/password', { current_password: PASSWORD, password: 'short' })
  expect(short.body.data.errors.password).toEqual(['The password field must be at least 12 characters.'])
  expect((await me.put('/api/me/password', { current_password: PASSWORD, password: 'Another-good-1-phrase' })).status).toBe(200)
  app.services.actors.forget(other.session_id)
  expect([(await other.get('/api/me')).status, (await me.get('/api/me')).status]).toEqual([401, 200])
  expect([(await logIn(me.username)).status, (await logIn(me.username, 'Another-good-1-phrase')).status]).toEqual([401, 200])
})

test('TEN-10 people change their own name and language, nothing else', async () => {
  const me = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  expect((await me.put('/api/me', { name: 'Joana', locale: 'pt' })).body.data).toMatchObject({ name: 'Joana', locale: 'pt' })
  expect((await me.get('/api/me')).body.data).toMatchObject({ name: 'Joana', locale: 'pt' })
  const grab = await me.put('/api/me', { user_type: 'admin', role_id: aurora.id, tenant_id: aurora.id, email: 'x@example.test' })
  expect([grab.status, Object.keys(grab.body.data.errors).sort()]).toEqual([422, ['email', 'role_id', 'tenant_id', 'user_type']])
})

test('TEN-16 malformed, missing, unknown and oversized fields of log-in answer 422 or 413, never 500', async () => {
  const raw = (body: string) => send(app.url, { method: 'POST', path: '/api/login', body })
  expect((await raw('{')).body.data.errors).toHaveProperty('body')
  expect(Object.keys((await raw('{}')).body.data.errors).sort()).toEqual(['password', 'username'])
  expect((await raw('{"username":"a","password":"b","admin":true}')).status).toBe(422)
  expect((await raw(JSON.stringify({ username: 'a', password: 'x'.repeat(1_000_001) }))).status).toBe(413)
  expect((await raw(JSON.stringify({ username: 'a\u0000', password: 'b\u0000' }))).body.data.errors).toEqual({
    username: ['The username field must be well-formed text.'],
    password: ['The password field must be well-formed text.'],
  })
  expect((await stranger(app).get('/api/login')).status).toBe(404)
})
