/** Temporal's runtime in a worker process: its log lines in ours, its metrics on a port of the loopback. */
import { type AddressInfo, createServer } from 'node:net'
import { type LogLevel, type LogMetadata, type Logger as TemporalLogger, Runtime } from '@temporalio/worker'
import type { Logger } from 'pino'

const LEVELS = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** Temporal's field names as ours; whatever has no name here stays out of the log. */
function fieldsOf(meta: LogMetadata = {}): Record<string, unknown> {
  const { workflowId, runId, workflowType, activityType, attempt, isLocal, durationMs, taskQueue, sdkComponent, error, message } = meta
  const named = {
    workflow_id: workflowId,
    run_id: runId,
    workflow_type: workflowType,
    activity_type: activityType,
    attempt,
    is_local: isLocal,
    ms: durationMs,
    task_queue: taskQueue,
    component: sdkComponent,
    reason: typeof message === 'string' ? message : undefined,
    err: error,
  } // prettier-ignore
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

/** What Temporal's native side has to say goes the same way as everything else. */
export const forwarded = { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } as const

/** A logger for Temporal that writes to ours. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write = (level: LogLevel, message: string, meta?: LogMetadata): void => log[LEVELS[level]](fieldsOf(meta), message)
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  }
}

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer().on('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })

/** Installs the runtime, before the first connection; answers where Temporal's own metrics are. */
export async function installRuntime(log: Logger): Promise<string> {
  const bindAddress = `127.0.0.1:${await freePort()}`
  Runtime.install({
    logger: temporalLogger(log),
    telemetryOptions: {
      logging: forwarded,
      metrics: { prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true } },
    },
  })
  return `http://${bindAddress}/metrics`
}
