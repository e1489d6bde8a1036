/** Every route of the API under requests made by chance: none answers 500, none says what its description does not. */
import { z } from 'zod'
import { describeApi } from '../../api/kit/describe'
import type { Route } from '../../api/kit/route'
import { openApiRoutes } from '../../api/openapi'
import { routes as own } from '../../api/routes'
import { bodyOf, type Chance, chanceOf, formOf, headersOf, pathOf, type Pool, queryOf } from '../support/fuzz'
import { startApp, type TestApp } from '../support/app'
import { type Caller, superAdmin, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const SEED = Number(process.env.CIEN_SEED ?? Date.now() % 1_000_000_007)
const REQUESTS = Number(process.env.CIEN_FUZZ ?? 3000)
/** After so many requests the people are new: by chance they log out, lose their rights or close their business. */
const ROUND = 500
const AT_ONCE = 8
const LONGEST_REFUSAL = 30_000

const routes: readonly Route[] = [...own, ...openApiRoutes(own)]
const description = describeApi(routes)

let app: TestApp
let worker: TestWorker
beforeAll(async () => {
  app = await startApp({ env: { DATABASE_POOL: '20' } })
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

type Who = Pick<Caller, 'token'> | undefined

/** People of a new business, one of each kind, and somebody who has not signed in. */
async function people(): Promise<Who[]> {
  const firm = await tenant(app, { staff: [[]], employee: 1, contractor: 1, client: 1 })
  // The admin several times: most routes let nobody else come far.
  return [
    undefined,
    firm.admin,
    firm.admin,
    firm.admin,
    firm.admin,
    ...firm.staff,
    ...firm.employees,
    ...firm.contractors,
    ...firm.clients,
    await superAdmin(app),
  ]
}

/** Ids as they come by in answers, by the path they were found under. */
class Known implements Pool {
  private readonly ids = new Map<string, string[]>()

  constructor(private readonly chance: Chance) {}

  id(of: string): string {
    const all = this.ids.get(of) ?? [...this.ids.values()].flat()
    return all.length > 0 && this.chance.now(0.9) ? this.chance.one(all) : '0198f000-0000-7000-8000-000000000000'
  }

  learn(path: string, data: unknown): void {
    const under = path.split('/').find((part, index) => index > 2 && !part.startsWith(':')) ?? path
    for (const record of [data].flat().slice(0, 5)) {
      const id = (record as { id?: unknown } | null)?.id
      if (typeof id === 'string') this.ids.set(under, [...(this.ids.get(under) ?? []), id].slice(-30))
    }
  }
}

interface Asked {
  route: Route
  method: string
  path: string
  headers: Record<string, string>
  body: string | Buffer | undefined
}

function ask(chance: Chance, pool: Pool, who: Who): Asked {
  const route = chance.one(routes)
  const method = chance.now(0.02) ? chance.one(['HEAD', 'PATCH', 'OPTIONS', 'DELETE']) : route.method.toUpperCase()
  const path = `${pathOf(route, chance, pool)}${queryOf(route, chance, pool)}`
  const body = route.method === 'get' || method === 'HEAD' ? undefined : route.stream ? formOf(chance) : bodyOf(route, chance, pool)
  const type = route.stream ? `multipart/form-data; boundary=${chance.one(['B', 'B', 'B', 'C'])}` : 'application/json'
  const bearer = chance.one(['Bearer', 'Bearer', 'bearer', 'BEARER'])
  const signed: Record<string, string> = who ? { Authorization: `${bearer} ${chance.now(0.02) ? 'x.y.z' : who.token}` } : {}
  return {
    route,
    method,
    path,
    body,
    headers: { ...(body === undefined ? {} : { 'Content-Type': type }), ...signed, ...headersOf(chance) },
  }
}

const envelope = z.object({ success: z.literal(true), msg: z.string(), data: z.unknown(), meta: z.unknown().optional() }).strict()
const refusal = z.object({ success: z.literal(false), msg: z.string(), data: z.unknown() }).strict()
const errors = z.object({ errors: z.record(z.string().max(200), z.array(z.string().max(1500))) })
/** What HTTP itself answers around a file or a request that is none. */
const OF_HTTP = new Set([206, 304, 400, 416])

/** What is wrong with a JSON answer, or undefined. */
function wrongJson(route: Route, status: number, text: string): string | undefined {
  const body: unknown = JSON.parse(text)
  if (status >= 400) {
    if (text.length > LONGEST_REFUSAL) return `a refusal of ${text.length} characters`
    const read = refusal.safeParse(body)
    if (!read.success) return `no refusal: ${text.slice(0, 200)}`
    return status === 422 && !errors.safeParse(read.data.data).success ? `no errors: ${text.slice(0, 200)}` : undefined
  }
  if ('media' in route.answer) {
    const { schema } = route.answer as { schema?: z.ZodType }
    return schema?.safeParse(body).success === false ? 'the raw answer is not of its schema' : undefined
  }
  const read = envelope.safeParse(body)
  if (!read.success) return `no envelope: ${text.slice(0, 200)}`
  const data = (route.answer as z.ZodType).safeParse(read.data.data)
  if (!data.success) return `data is not of its schema: ${z.prettifyError(data.error).slice(0, 300)}`
  if (route.meta && !route.meta.safeParse(read.data.meta).success) return 'meta is not of its schema'
  return undefined
}

/** What is wrong with an answer, or undefined; `told` is given what it holds. */
async function wrongOf(asked: Asked, told: (data: unknown) => void): Promise<string | undefined> {
  const { route, method, path, headers, body } = asked
  const leave = AbortSignal.timeout(60_000)
  const answer = await fetch(app.url + path, {
    method,
    headers,
    body: typeof body === 'object' ? new Uint8Array(body) : body,
    redirect: 'manual',
    signal: leave,
  })
  const { status } = answer
  const type = answer.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    await answer.body?.cancel()
    return
  }
  const text = await answer.text()
  if (status >= 500 && !(status === 503 && answer.headers.has('retry-after'))) return `${status}: ${text.slice(0, 300)}`
  if (!answer.headers.has('x-request-id')) return `${status} without a request id`
  const described = description.paths?.[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method]?.responses ?? {}
  const plain = method === route.method.toUpperCase()
  // A path that chance has broken may name no route at all.
  const stray = status === 404 || status === 401
  if (plain && !stray && !OF_HTTP.has(status) && !(String(status) in described))
    return `${status} is not in the description: ${text.slice(0, 200)}`
  if (!plain || text === '' || !type.includes('json')) return undefined
  if (status < 300) told((JSON.parse(text) as { data?: unknown }).data)
  return wrongJson(route, status, text)
}

const shown = ({ method, path, headers, body }: Asked): string => {
  const { Authorization: _token, ...rest } = headers
  return `${method} ${path} ${JSON.stringify(rest)} ${String(body ?? '').slice(0, 600)}`
}

test(`${REQUESTS} requests by chance, seed ${SEED}: no 500, and nothing that the description does not say`, async () => {
  process.stdout.write(`fuzz: CIEN_SEED=${SEED} CIEN_FUZZ=${REQUESTS}\n`)
  const wrong = new Map<string, string>()
  for (let done = 0; done < REQUESTS; done += ROUND) {
    const chance = chanceOf(SEED + done)
    const pool = new Known(chance)
    const callers = await people()
    let left = Math.min(ROUND, REQUESTS - done)
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        const asked = ask(chance, pool, chance.one(callers))
        const said = await wrongOf(asked, (data) => pool.learn(asked.route.path, data)).catch(
          (error: unknown) => `no answer: ${String(error)}`,
        )
        const name = `${asked.route.method} ${asked.route.path}`
        if (said !== undefined && !wrong.has(name)) wrong.set(name, `${name}\n  ${said}\n  ${shown(asked)}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }
  expect([...wrong.values()].join('\n\n')).toBe('')
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200)
}, 3_600_000)
