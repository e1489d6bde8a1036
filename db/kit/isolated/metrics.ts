/** What operators see of the isolated pool of a process; each process registers these with its own registry. */
import { Counter, Gauge, Histogram, type Metric } from 'prom-client'

export const waitingJobs = new Gauge({ name: 'cien_isolated_waiting', help: 'Jobs that wait for an isolated process', registers: [] })
export const runningJobs = new Gauge({ name: 'cien_isolated_running', help: 'Jobs that run in an isolated process', registers: [] })
export const stoppedJobs = new Counter({
  name: 'cien_isolated_stopped_total',
  help: 'Jobs ended for breaking a limit, by task and reason',
  labelNames: ['task', 'reason'],
  registers: [],
})
export const busyJobs = new Counter({
  name: 'cien_isolated_busy_total',
  help: 'Jobs refused because too many wait, by task',
  labelNames: ['task'],
  registers: [],
})
export const jobSeconds = new Histogram({
  name: 'cien_isolated_seconds',
  help: 'Seconds of jobs by task, without their wait',
  labelNames: ['task'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  registers: [],
})

export const ISOLATED_METRICS: readonly Metric[] = [waitingJobs, runningJobs, stoppedJobs, busyJobs, jobSeconds]
