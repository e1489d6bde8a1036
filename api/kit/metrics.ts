/** Prometheus metrics of an API process (OPS-1). */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { ISOLATED_METRICS } from '../../db/kit/isolated'
import { poolMetrics } from './pool-metrics'

export const registry = new Registry()
// Among them how long the event loop made others wait: cien_api_nodejs_eventloop_lag_max_seconds since the last scrape.
collectDefaultMetrics({ register: registry, prefix: 'cien_api_' })
for (const metric of ISOLATED_METRICS) registry.registerMetric(metric)

export const requestSeconds = new Histogram({
  name: 'cien_http_request_seconds',
  help: 'Seconds per request by method, route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
})

export const { waitedIn, measurePools } = poolMetrics(registry)
