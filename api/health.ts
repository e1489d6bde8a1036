/** What operators and load balancers ask: does the process live, is everything behind it there, how is it doing (OPS-1). */
import { timingSafeEqual } from 'node:crypto'
import { Gauge } from 'prom-client'
import { z } from 'zod'
import { forbidden } from '../domain/errors'
import { readBacklog, readPulse } from '../db/health'
import { measurePools, registry } from './kit/metrics'
import { action, type Call, HANDLED, PUBLIC, type Route } from './kit/route'
import type { Services } from './kit/services'

const shared = { permission: PUBLIC, tag: 'operations' } as const

const health = action({
  ...shared,
  method: 'get',
  path: '/api/health',
  summary: 'The process lives',
  answer: z.object({ status: z.literal('ok') }),
  handle: async () => ({ status: 'ok' }),
})

const parts = z.object({ postgres: z.boolean(), temporal: z.boolean(), worker: z.boolean() })
type Parts = z.infer<typeof parts>

/** However often it is asked, the servers behind are asked once in this time. */
const FRESH_MS = 500
const ANSWER_MS = 2500
const kept = new WeakMap<Services, { at: number; parts: Promise<Parts> }>()

async function look(services: Services): Promise<Parts> {
  const { db, processes, settings, log } = services
  const pulse = within(readPulse(db, settings.TEMPORAL_TASK_QUEUE)).catch((err: unknown) => {
    log.warn({ err }, 'Postgres does not answer')
    return undefined
  })
  const [beats, temporal, polled] = await Promise.all([pulse, processes.alive(), processes.polled()])
  return { postgres: beats !== undefined, temporal, worker: polled && beats?.worker !== false }
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ANSWER_MS} ms`)), ANSWER_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** What is there, asked at most twice a second. */
function partsOf(services: Services): Promise<Parts> {
  const known = kept.get(services)
  if (known && Date.now() - known.at < FRESH_MS) return known.parts
  const fresh = look(services)
  kept.set(services, { at: Date.now(), parts: fresh })
  return fresh
}

const ready = action({
  ...shared,
  method: 'get',
  path: '/api/ready',
  summary: 'Postgres, Temporal and a worker answer; else 503 naming what is missing',
  answer: parts,
  async handle({ services, res }) {
    const found = await partsOf(services)
    const missing = Object.entries(found)
      .filter(([, there]) => !there)
      .map(([name]) => name)
    if (missing.length === 0) return found
    res.setHeader('Retry-After', '2')
    res.status(503).json({ success: false, msg: 'Unavailable', data: { reason: 'not_ready', missing, ...found } })
    return HANDLED
  },
})

const gauges = {
  open_tasks: new Gauge({ name: 'cien_open_tasks', help: 'Human tasks waiting for somebody, over all businesses', registers: [registry] }),
  waiting_processes: new Gauge({
    name: 'cien_waiting_processes',
    help: 'Processes that have not ended, over all businesses',
    registers: [registry],
  }),
  queued_mails: new Gauge({ name: 'cien_queued_mails', help: 'Mails still to be sent, over all businesses', registers: [registry] }),
}
const part = new Gauge({ name: 'cien_part_up', help: '1 when the part answers', labelNames: ['part'], registers: [registry] })

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

/** Scrapers on the machine itself need no token; whatever came through a proxy is not from the machine. */
function admitScraper({ req, services }: Call): void {
  const proxied = req.headers['x-forwarded-for'] !== undefined || req.headers.forwarded !== undefined
  if (!proxied && LOOPBACK.test(req.socket.remoteAddress ?? '')) return
  const expected = Buffer.from(`Bearer ${services.settings.CIEN_METRICS_TOKEN ?? ''}`)
  const given = Buffer.from(req.headers.authorization ?? '')
  if (services.settings.CIEN_METRICS_TOKEN !== undefined && given.length === expected.length && timingSafeEqual(given, expected)) return
  throw forbidden('metrics_token', 'Metrics are read on the machine itself, or with the token of CIEN_METRICS_TOKEN.')
}

async function measure(services: Services): Promise<void> {
  measurePools({ main: services.db, heavy: services.heavy })
  const found = await partsOf(services)
  for (const [name, there] of Object.entries(found)) part.labels(name).set(there ? 1 : 0)
  if (!found.postgres) return
  const backlog = await readBacklog(services.db)
  for (const name of Object.keys(gauges) as (keyof typeof gauges)[]) gauges[name].set(backlog[name])
}

const metrics = action({
  ...shared,
  method: 'get',
  path: '/metrics',
  summary: 'Prometheus metrics, on the machine itself or with the metrics token',
  answer: { media: 'text/plain' },
  audit: { none: 'figures of the machine, no content of a business' },
  async handle(call) {
    admitScraper(call)
    await measure(call.services)
    call.res.setHeader('Content-Type', registry.contentType)
    call.res.end(await registry.metrics())
    return HANDLED
  },
})

export const healthRoutes: Route[] = [health, ready, metrics]
