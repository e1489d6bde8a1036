/** Health and metrics of a worker over HTTP: `/health` for whoever restarts it, `/metrics` for Prometheus (OPS-1). */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { type PoolMetrics, poolMetrics } from '../../api/kit/pool-metrics'
import { ISOLATED_METRICS } from '../../db/kit/isolated'

export interface Watched {
  host: string
  port: number
  /** The worker's own word on itself. */
  state(): string
  /** Where Temporal's runtime publishes its metrics. */
  temporal_metrics: string
  registry: Registry
  /** Called before each scrape. */
  measure(): void
}

export interface Watch {
  port: number
  close(): Promise<void>
}

/** What a worker measures: the process itself, with how long its event loop made others wait, and its pool. */
export function workerMetrics(): PoolMetrics & { registry: Registry } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'cien_worker_' })
  for (const metric of ISOLATED_METRICS) registry.registerMetric(metric)
  return { registry, ...poolMetrics(registry) }
}

const LONGEST_SCRAPE_MS = 2000

function answer(res: ServerResponse, status: number, { type, body }: { type: string; body: string }): void {
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

async function metricsOf(registry: Registry, temporal_metrics: string): Promise<string> {
  const temporal = await fetch(temporal_metrics, { signal: AbortSignal.timeout(LONGEST_SCRAPE_MS) })
  return `${await registry.metrics()}\n${await temporal.text()}`
}

/** Serves until closed. Health is 200 while the worker runs, else 503 with its state. */
export async function watchWorker({ host, port, state, temporal_metrics, registry, measure }: Watched): Promise<Watch> {
  const server = createServer((req, res) => {
    if (req.method !== 'GET') return answer(res, 405, { type: 'text/plain', body: 'GET only\n' })
    if (req.url === '/health') {
      const now = state()
      return answer(res, now === 'RUNNING' ? 200 : 503, { type: 'application/json', body: JSON.stringify({ state: now }) })
    }
    if (req.url !== '/metrics') return answer(res, 404, { type: 'text/plain', body: 'not here\n' })
    measure()
    metricsOf(registry, temporal_metrics).then(
      (body) => answer(res, 200, { type: registry.contentType, body }),
      (error: Error) => answer(res, 503, { type: 'text/plain', body: `${error.message}\n` }),
    )
  })
  await listening(server, { host, port })
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) }
}

const listening = (server: Server, at: { host: string; port: number }): Promise<void> =>
  new Promise((done, failed) => {
    server.on('error', failed)
    server.listen(at.port, at.host, done)
  })

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done())
    server.closeAllConnections()
  })
