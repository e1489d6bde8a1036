/** Metrics of the pools of connections, in an API process and in a worker: how full they are, who waits, how long. */
import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Database } from '../../db/kit/client'

export interface PoolMetrics {
  /** What a pool of this name is to be told of each wait. */
  waitedIn(pool: string): (seconds: number) => void
  /** Writes down what the pools are at. */
  measurePools(pools: Record<string, Pick<Database, 'use'>>): void
}

/** Registers the metrics; once for each registry. */
export function poolMetrics(registry: Registry): PoolMetrics {
  const registers = [registry]
  const connections = new Gauge({
    name: 'cien_pool_connections',
    help: 'Connections to Postgres by pool and state (used, free)',
    labelNames: ['pool', 'state'],
    registers,
  })
  const waiting = new Gauge({
    name: 'cien_pool_waiting',
    help: 'Callers who wait for a connection, by pool; heavy: also for the turn of their business',
    labelNames: ['pool'],
    registers,
  })
  const seconds = new Histogram({
    name: 'cien_pool_wait_seconds',
    help: 'Seconds that callers waited for a connection, by pool',
    labelNames: ['pool'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5],
    registers,
  })
  return {
    waitedIn(pool) {
      const waits = seconds.labels(pool)
      return (waited) => waits.observe(waited)
    },
    measurePools(pools) {
      for (const [pool, { use }] of Object.entries(pools)) {
        const now = use()
        connections.labels(pool, 'used').set(now.used)
        connections.labels(pool, 'free').set(now.free)
        waiting.labels(pool).set(now.waiting)
      }
    },
  }
}
