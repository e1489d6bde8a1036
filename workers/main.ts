/** A worker process: hosts Cien's processes and activities until it is told to stop. */
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { createActivities } from '../activities'
import { lastResort } from '../api/kit/last-resort'
import { openLog } from '../api/kit/log'
import { type Database, openDatabase } from '../db/kit/client'
import { openFiles } from '../db/kit/files'
import { openRing } from '../db/kit/keyring'
import { readSettings, type Settings } from '../domain/settings'
import { dataConverterOf } from '../workflows/client/codec'
import { openProcesses } from '../workflows/client/processes'
import { openRuns } from '../workflows/client/runs'
import { bundlePath } from './kit/bundle'
import { openChannels } from './channels'
import { startDispatcher } from './kit/dispatcher'
import { startBeating } from './kit/heartbeat'
import { watchWorker, workerMetrics } from './kit/metrics'
import { filesWorkerOptions, poolOf, sweepsOptions, workerOptions } from './kit/options'
import { installRuntime } from './kit/runtime'
import { prepareSchedules } from './kit/schedules'
import { type Closing, closingList } from './kit/shutdown'

const BETWEEN_TRIES_MS = 500

interface Hosting {
  log: Logger
  closing: Closing
  /** Aborted when the process is told to stop. */
  stop: AbortSignal
}

interface Hosted {
  worker: Worker
  /** Reads files on a queue of its own. */
  files_worker: Worker
  /** For the rounds over businesses. */
  sweeps: Worker
  connection: NativeConnection
  db: Database
  metrics: ReturnType<typeof workerMetrics>
  temporal_metrics: string
}

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

/** Builds the worker and its connections; undefined when told to stop before Temporal answered. */
async function build(settings: Settings, { log, closing, stop }: Hosting): Promise<Hosted | undefined> {
  const temporal_metrics = await installRuntime(log)
  const [connection, bundle] = await Promise.all([connected(settings.TEMPORAL_ADDRESS, log, stop), bundlePath()])
  if (!connection) return undefined
  closing.add('temporal', () => connection.close())
  const metrics = workerMetrics()
  const db = openDatabase(settings.DATABASE_URL, poolOf(settings), {
    patience_ms: settings.DATABASE_PATIENCE_MS,
    waited: metrics.waitedIn('worker'),
  })
  closing.add('database', () => db.close())
  const dataConverter = dataConverterOf(openRing(db, settings.CIEN_MASTER_KEY))
  const client = new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE, dataConverter })
  const processes = openProcesses({ client: () => client, task_queue: settings.TEMPORAL_TASK_QUEUE })
  const activities = createActivities({
    db,
    files: openFiles(settings),
    runs: openRuns(client, settings.TEMPORAL_TASK_QUEUE),
    processes,
    settings,
    log,
  })
  const parts = { connection, dataConverter, activities, bundle }
  const [worker, files_worker, sweeps] = await Promise.all([
    Worker.create(workerOptions(settings, parts)),
    Worker.create(filesWorkerOptions(settings, parts)),
    Worker.create(sweepsOptions(settings, parts)),
  ])
  return { worker, files_worker, sweeps, connection, db, metrics, temporal_metrics }
}

/** What is needed beside the workers: beats for the API, the schedules of the house, the outbox's dispatcher, metrics for operators. */
async function accompany(
  { worker, connection, db, metrics, temporal_metrics }: Hosted,
  settings: Settings,
  { log, closing }: Hosting,
): Promise<void> {
  if (settings.METRICS_PORT !== 0) {
    const watched = { host: settings.CIEN_HOST, port: settings.METRICS_PORT, state: () => worker.getState(), temporal_metrics }
    const measure = (): void => metrics.measurePools({ worker: db })
    const watch = await watchWorker({ ...watched, registry: metrics.registry, measure })
    closing.add('metrics', () => watch.close())
  }
  await prepareSchedules(connection, settings)
  const dispatcher = startDispatcher({ db, log, channels: openChannels(settings) })
  closing.add('dispatcher', () => dispatcher.stop())
  // Last, for the API takes a beat as the word that all is up.
  const heartbeat = await startBeating(db, settings.TEMPORAL_TASK_QUEUE, log)
  closing.add('heartbeat', () => heartbeat.stop())
}

/** Runs all of them until the process is told to stop; one that fails takes the others with it. */
async function runTogether(workers: readonly Worker[]): Promise<void> {
  const runs = workers.map(async (worker) => {
    try {
      await worker.run()
    } finally {
      for (const other of workers) if (other.getState() === 'RUNNING') other.shutdown()
    }
  })
  const ended = await Promise.allSettled(runs)
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

async function host(settings: Settings, hosting: Hosting): Promise<void> {
  const started = performance.now()
  const hosted = await build(settings, hosting)
  if (!hosted || hosting.stop.aborted) return
  // From here on SIGTERM and SIGINT end the run through Temporal's runtime.
  const workers = [hosted.worker, hosted.files_worker, hosted.sweeps]
  const run = runTogether(workers)
  try {
    await accompany(hosted, settings, hosting)
    const ms = Math.round(performance.now() - started)
    hosting.log.info({ task_queue: settings.TEMPORAL_TASK_QUEUE, namespace: settings.TEMPORAL_NAMESPACE, ms }, 'worker is up')
  } catch (error) {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
    await run
    throw error
  }
  await run
}

async function main(): Promise<void> {
  process.umask(0o077) // files are for this account alone
  const settings = readSettings(process.env)
  const log = openLog(settings, 'worker')
  const closing = closingList(log)
  const stop = new AbortController()
  // Work in hand is Temporal's to give to another worker.
  lastResort(log, () => closing.all())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  try {
    await host(settings, { log, closing, stop: stop.signal })
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
