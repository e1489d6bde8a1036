/** Attacks on signing in (B01–B05, B11) against two API processes over one database. */
import { createHmac, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { SignJWT } from 'jose'
import { inTenant, PLATFORM } from '../../db/kit/client'
import { COST } from '../../db/kit/passwords'
import { startApp, type TestApp } from '../support/app'
import { type Answer, type Business, type Caller, PASSWORD, person, send, tenant } from '../support/tenant'

let app: TestApp
let second: TestApp
let aurora: Business

beforeAll(async () => {
  app = await startApp()
  second = await startApp({ sibling: app })
  aurora = await tenant(app)
})
afterAll(async () => {
  await second.stop()
  await app.stop()
})

const logIn = (at: TestApp, body: Record<string, unknown>, headers = {}): Promise<Answer> =>
  send(at.url, { method: 'POST', path: '/api/login', body, headers })
const me = (token: string): Promise<Answer> =>
  send(app.url, { method: 'GET', path: '/api/me', headers: { Authorization: `Bearer ${token}` } })

describe('B01 forged tokens', () => {
  let forger: Caller
  beforeAll(async () => {
    forger = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  })
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = (): number => Math.floor(Date.now() / 1000)
  const claims = () => ({
    sub: forger.id,
    tid: aurora.id,
    sid: forger.session_id,
    iss: 'cien',
    aud: 'cien-api',
    iat: now(),
    exp: now() + 600,
  })
  const key = (): Buffer => Buffer.from(app.services.settings.CIEN_SECRET, 'hex')
  const raw = (header: Record<string, unknown>, payload: Record<string, unknown>, secret = key()): string => {
    const body = `${base64(header)}.${base64(payload)}`
    return `${body}.${createHmac(header.alg === 'HS512' ? 'sha512' : 'sha256', secret)
      .update(body)
      .digest('base64url')}`
  }
  const good = { alg: 'HS256', typ: 'at+jwt' }

  test('a token made like ours is taken, so that the refusals below mean something', async () => {
    expect((await me(raw(good, claims()))).status).toBe(200)
  })

  const forged: [string, () => string | Promise<string>][] = [
    ['no algorithm', () => `${base64({ alg: 'none', typ: 'at+jwt' })}.${base64(claims())}.`],
    ['another algorithm', () => raw({ alg: 'HS512', typ: 'at+jwt' }, claims())],
    ['another key', () => raw(good, claims(), Buffer.alloc(32))],
    ['an empty key', () => raw(good, claims(), Buffer.alloc(0))],
    [
      'a key it brings along',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({
            ...good,
            jwk: { kty: 'oct' },
            jku: 'http://127.0.0.1/keys',
            x5u: 'http://127.0.0.1',
            kid: '../../dev/null',
          })
          .sign(Buffer.alloc(32)),
    ],
    ['a critical header', () => raw({ ...good, crit: ['exp'] }, claims())],
    ['another type', () => raw({ ...good, typ: 'JWT' }, claims())],
    ['another audience', () => raw(good, { ...claims(), aud: 'cien-files' })],
    ['another issuer', () => raw(good, { ...claims(), iss: 'elsewhere' })],
    ['an end in the past', () => raw(good, { ...claims(), exp: now() - 1 })],
    ['a beginning in the future', () => raw(good, { ...claims(), nbf: now() + 600 })],
    ['no end', () => raw(good, { ...claims(), exp: undefined })],
    ['an unknown session', () => raw(good, { ...claims(), sid: randomUUID() })],
    ["somebody else's session", () => raw(good, { ...claims(), sub: randomUUID() })],
    ["another business's tenant", () => raw(good, { ...claims(), tid: PLATFORM })],
    ['a tenant that is no id', () => raw(good, { ...claims(), tid: "x' or 1=1" })],
    ['a refresh token', () => forger.refresh_token],
    ['a cut-off signature', () => raw(good, claims()).slice(0, -5)],
    ['a changed payload', () => raw(good, claims()).replace(/\.[^.]+\./, `.${base64({ ...claims(), tid: PLATFORM })}.`)],
  ]
  test.each(forged)('with %s answer 401 and no detail', async (_name, make) => {
    const answer = await me(await make())
    expect([answer.status, answer.body]).toEqual([401, { success: false, msg: 'Unauthenticated', data: null }])
  })

  test('of a megabyte, or in another scheme, or in the query, are not taken', async () => {
    const long = await me('a'.repeat(12_000))
    expect(long.status).toBe(401)
    for (const header of [`Basic ${forger.token}`, forger.token, `bearer${forger.token}`, 'Bearer ', 'Bearer null']) {
      expect((await send(app.url, { method: 'GET', path: '/api/me', headers: { Authorization: header } })).status).toBe(401)
    }
    expect((await send(app.url, { method: 'GET', path: `/api/me?token=${forger.token}&access_token=${forger.token}` })).status).toBe(401)
  })
})

test('B03 a ban shuts every session out of both processes within five seconds', async () => {
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  const tokens = await Promise.all(
    [app, second, app].map(async (at) => (await logIn(at, { username: who.username, password: PASSWORD })).body.data.token),
  )
  const see = (): Promise<number[]> =>
    Promise.all(
      [app, second].flatMap((at) =>
        tokens.map(
          async (token) => (await send(at.url, { method: 'GET', path: '/api/me', headers: { Authorization: `Bearer ${token}` } })).status,
        ),
      ),
    )
  expect(await see()).toEqual(Array(6).fill(200))
  expect((await aurora.admin.post(`/api/admin/users/${who.id}/ban`, { reason: 'Test' })).status).toBe(200)
  const start = Date.now()
  let seen = await see()
  while (seen.includes(200) && Date.now() - start < 5000) seen = await see()
  expect(seen).toEqual(Array(6).fill(401))
})

describe('B05 guessing', () => {
  let limited: TestApp
  let other: TestApp
  let verified = 0
  const counted = (at: TestApp): void => {
    const { passwords } = at.services
    const { verify } = passwords
    passwords.verify = (hash, password) => {
      verified += 1
      return verify(hash, password)
    }
  }

  beforeAll(async () => {
    limited = await startApp({ sibling: app, env: { CIEN_RATE_LOGIN_ADDRESS: '60' } })
    other = await startApp({ sibling: app, env: { CIEN_RATE_LOGIN_ADDRESS: '60' } })
    for (const at of [limited, other]) counted(at)
  })
  afterAll(async () => {
    await limited.stop()
    await other.stop()
  })
  beforeEach(async () => {
    verified = 0
    await inTenant(app.services.db, PLATFORM, (trx) => trx('login_attempts').delete())
  })

  /** A log-in from another address of this machine. */
  const from = (address: string, at: TestApp, body: unknown): Promise<number> =>
    new Promise((done, fail) => {
      const req = request(
        `${at.url}/api/login`,
        { method: 'POST', localAddress: address, headers: { 'Content-Type': 'application/json' } },
        (res) => {
          res.resume()
          res.on('end', () => done(res.statusCode ?? 0))
        },
      )
      req.on('error', fail)
      req.end(JSON.stringify(body))
    })

  test('at once, over two processes, with forged headers and by name and e-mail: at most 20 reach the verifier', async () => {
    const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
    const guess = (n: number): Promise<Answer> =>
      logIn(
        n % 2 ? limited : other,
        { username: n % 3 ? who.username.toUpperCase() : who.email, password: `guess ${n}` },
        {
          'X-Forwarded-For': `203.0.113.${n % 250}, 10.0.0.${n % 250}`,
          Forwarded: `for=198.51.100.${n % 250}`,
          'X-Real-IP': `2001:db8::${n}`,
          'CF-Connecting-IP': '1.2.3.4',
        },
      )
    const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => guess(n)))
    const tally = answers.reduce<Record<number, number>>((sum, { status }) => ({ ...sum, [status]: (sum[status] ?? 0) + 1 }), {})
    expect(verified).toBeLessThanOrEqual(20)
    expect(Object.keys(tally).sort()).toEqual(['401', '429'])
    const late = await logIn(limited, { username: who.username, password: PASSWORD })
    expect(late.status).toBe(429)
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(late.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(await from('127.0.0.9', limited, { username: who.username, password: PASSWORD })).toBe(200)
  })

  test('ten wrong ones are told as wrong, the eleventh as too many; a minute later it starts anew', async () => {
    const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
    const seen: number[] = []
    for (let n = 0; n < 12; n += 1) seen.push((await logIn(limited, { username: who.username, password: `guess ${n}` })).status)
    expect(seen).toEqual([...Array(10).fill(401), 429, 429])
    await inTenant(app.services.db, PLATFORM, (trx) => trx('login_attempts').update({ until: trx.raw("now() - interval '1 second'") }))
    expect((await logIn(limited, { username: who.username, password: PASSWORD })).status).toBe(200)
    expect((await logIn(limited, { username: who.username, password: 'one more' })).status).toBe(401)
  })

  test('many names from one address: the address is used up', async () => {
    const seen = new Set<number>()
    for (let n = 0; n < 70; n += 1) seen.add((await logIn(n % 2 ? limited : other, { username: `nobody.${n}`, password: 'guess' })).status)
    expect([...seen]).toEqual([401, 429])
    expect(verified).toBe(60)
  })

  test('right passwords never count, however many sign in at once; neither do refusals with a reason', async () => {
    const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
    const banned = await person(app, { tenant_id: aurora.id, user_type: 'employee', banned_at: new Date() })
    const right = await Promise.all(Array.from({ length: 30 }, () => logIn(limited, { username: who.username, password: PASSWORD })))
    expect(new Set(right.map((answer) => answer.status))).toEqual(new Set([200]))
    const refused = await Promise.all(Array.from({ length: 15 }, () => logIn(limited, { username: banned.username, password: PASSWORD })))
    expect(new Set(refused.map((answer) => answer.status))).toEqual(new Set([403]))
  })
})

/** Welch's t of two samples. */
function welch(a: number[], b: number[]): number {
  const mean = (x: number[]): number => x.reduce((sum, each) => sum + each, 0) / x.length
  const spread = (x: number[]): number => x.reduce((sum, each) => sum + (each - mean(x)) ** 2, 0) / (x.length - 1) / x.length
  return (mean(a) - mean(b)) / Math.sqrt(spread(a) + spread(b))
}

test('B04 known and unknown names take the same time and answer the same bytes', async () => {
  // The real cost of a hash: with the cheap one of other tests there would be nothing to hide.
  const slow = await startApp({ hash_cost: COST, env: { CIEN_RATE_LOGIN_USER: '1000000', CIEN_RATE_LOGIN_ADDRESS: '1000000' } })
  try {
    const { admin } = await tenant(slow)
    const bodies = new Set<string>()
    const time = async (username: string): Promise<number> => {
      const start = process.hrtime.bigint()
      const answer = await logIn(slow, { username, password: 'not-the-password' })
      bodies.add(`${answer.status} ${JSON.stringify(answer.body)}`)
      return Number(process.hrtime.bigint() - start) / 1e6
    }
    for (let n = 0; n < 20; n += 1) await time(n % 2 ? admin.username : `warm.${n}`)
    const known: number[] = []
    const unknown: number[] = []
    for (let n = 0; n < 250; n += 1) {
      // In turns and in changing order, so that a busy machine slows both alike.
      if (n % 2) known.push(await time(admin.username))
      unknown.push(await time(`u${randomUUID().replaceAll('-', '').slice(0, 24)}`))
      if (n % 2 === 0) known.push(await time(admin.username))
    }
    // The slowest tenth is the machine's doing, not ours.
    const calm = (times: number[]): number[] => [...times].sort((x, y) => x - y).slice(0, Math.floor(times.length * 0.9))
    expect(Math.abs(welch(calm(known), calm(unknown)))).toBeLessThan(4.5)
    expect([...bodies]).toEqual(['401 {"success":false,"msg":"Unauthenticated","data":null}'])
  } finally {
    await slow.stop()
  }
}, 300_000)

test('B11 a flood of log-ins is cut at the queue with 503 and Retry-After, and other routes still answer', async () => {
  const slow = await startApp({ hash_cost: { ...COST, timeCost: 6 } })
  try {
    const { admin } = await tenant(slow)
    const flood = Array.from({ length: 150 }, (_, n) => logIn(slow, { username: `nobody.${n}`, password: 'guess' }))
    const during = await admin.get('/api/me')
    expect(during.status).toBe(200)
    const answers = await Promise.all(flood)
    const cut = answers.filter((answer) => answer.status === 503)
    // How many depends on how much of the queue is worked off while the flood still arrives.
    expect(cut.length).toBeGreaterThan(0)
    expect(cut[0]?.headers.get('retry-after')).toBe('1')
    expect(cut[0]?.body.data.reason).toBe('busy')
  } finally {
    await slow.stop()
  }
})

test('B11 passwords are compared in one spelling, and hashed with argon2id at full strength', async () => {
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  const wide = Array.from(PASSWORD)
    .map((sign) => (/[a-z0-9]/i.test(sign) ? String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0) : sign))
    .join('')
  expect((await logIn(app, { username: who.username, password: wide })).status).toBe(200)
  expect(COST).toEqual({ memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const hash = await inTenant(app.services.db, PLATFORM, (trx) => trx('logins').where({ id: who.id }).first('password_hash'))
  expect(hash.password_hash).toMatch(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$/)
})

test('C06 no answer, history or audit row ever holds a password or its hash', async () => {
  const body = {
    name: 'Canary',
    username: `canary.${Date.now()}`,
    email: `canary${Date.now()}@example.test`,
    password: 'Canary-phrase-71-x',
    user_type: 'employee',
  }
  const made = await aurora.admin.post('/api/admin/users', body)
  await aurora.admin.put(`/api/admin/users/${made.body.data.id}`, { password: 'Canary-phrase-72-x', version: 1 })
  const kept = await inTenant(app.services.db, aurora.id, async (trx) => [
    await trx('record_history'),
    await trx('audit_events'),
    await trx('idempotency_keys'),
  ])
  const all = JSON.stringify([made.body, kept, (await aurora.admin.get('/api/admin/users')).body])
  expect(all).not.toMatch(/Canary-phrase|argon2/)
})
