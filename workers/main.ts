/** A worker process: hosts Cien's processes and activities until it is told to stop. */
import { setTimeout as pause } from 'node:timers/promises'
import { NativeConnection, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { createActivities } from '../activities'
import { openLog } from '../api/kit/log'
import { openDatabase } from '../db/kit/client'
import { openFiles } from '../db/kit/files'
import { openRing } from '../db/kit/keyring'
import { readSettings, type Settings } from '../domain/settings'
import { dataConverterOf } from '../workflows/client/codec'
import { bundlePath } from './kit/bundle'
import { watchWorker } from './kit/metrics'
import { poolOf, workerOptions } from './kit/options'
import { installRuntime } from './kit/runtime'
import { type Closing, closingList } from './kit/shutdown'

const BETWEEN_TRIES_MS = 500

/** Asks until the server is there: a worker may be started before it. Undefined when told to stop meanwhile. */
async function connected(address: string, log: Logger, stop: AbortSignal): Promise<NativeConnection | undefined> {
  for (let attempt = 1; !stop.aborted; attempt += 1) {
    try {
      return await NativeConnection.connect({ address })
    } catch (error) {
      if (attempt % 20 === 1) log.warn({ err: error, host: address, attempt }, 'Temporal does not answer yet')
      await pause(BETWEEN_TRIES_MS)
    }
  }
  return undefined
}

async function host(settings: Settings, log: Logger, closing: Closing): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  const started = performance.now()
  const temporal_metrics = await installRuntime(log)
  const [connection, bundle] = await Promise.all([connected(settings.TEMPORAL_ADDRESS, log, stop.signal), bundlePath()])
  if (!connection) return
  closing.add('temporal', () => connection.close())
  const db = openDatabase(settings.DATABASE_URL, poolOf(settings))
  closing.add('database', () => db.close())
  const dataConverter = dataConverterOf(openRing(db, settings.CIEN_MASTER_KEY))
  const activities = createActivities({ db, files: openFiles(settings), settings, log })
  const worker = await Worker.create(workerOptions(settings, { connection, dataConverter, activities, bundle }))
  if (settings.METRICS_PORT !== 0) {
    const watched = { host: settings.CIEN_HOST, port: settings.METRICS_PORT, state: () => worker.getState(), temporal_metrics }
    const watch = await watchWorker(watched)
    closing.add('metrics', () => watch.close())
  }
  const ms = Math.round(performance.now() - started)
  log.info({ task_queue: settings.TEMPORAL_TASK_QUEUE, namespace: settings.TEMPORAL_NAMESPACE, ms }, 'worker is up')
  // SIGTERM and SIGINT end the run through Temporal's runtime; a stop that came before it did not reach the worker.
  const run = worker.run()
  if (stop.signal.aborted && worker.getState() === 'RUNNING') worker.shutdown()
  await run
}

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const log = openLog(settings, 'worker')
  const closing = closingList(log)
  try {
    await host(settings, log, closing)
  } catch (error) {
    log.error({ err: error }, 'worker failed')
    process.exitCode = 1
  }
  await closing.all()
  log.info('worker has ended')
}

main().catch((error: Error) => {
  // The settings themselves are wrong: there is no logger yet.
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
