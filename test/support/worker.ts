/** A worker for process tests: the real processes and activities over a test's database, on the task queue of its API. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@temporalio/client'
import type { Duration } from '@temporalio/common'
import { historyToJSON } from '@temporalio/common/lib/proto-utils'
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker'
import { createActivities } from '../../activities'
import { bundlePath } from '../../workers/kit/bundle'
import { filesWorkerOptions, workerOptions } from '../../workers/kit/options'
import { forwarded, temporalLogger } from '../../workers/kit/runtime'
import { connectTemporal } from '../../workflows/client/connection'
import { dataConverterOf } from '../../workflows/client/codec'
import { openRuns } from '../../workflows/client/runs'
import { decodeJson, openFor } from '../../workflows/client/decode-json'
import type { TestApp } from './app'
import { fastForward as forward } from './temporal'

/** Where histories are kept that every later version must still be able to replay. */
export const HISTORIES = join(__dirname, '..', 'histories')

export interface TestWorker {
  client: Client
  /** Jumps the clock of one process; throws when the process ends before. */
  fastForward(workflow_id: string, jump: Duration): Promise<void>
  /** Keeps the history of a process as `<name>.json`, decoded, unless there is one of this name already. */
  saveHistory(workflow_id: string, name: string): Promise<void>
  /** Ends the worker and its connections. */
  stop(): Promise<void>
}

export interface TestWorkerOptions {
  /** Activities instead of the real ones of the same name: fakes of outside providers. */
  activities?: object
  /** Options of the worker itself: `maxCachedWorkflows: 0` replays at every task. */
  options?: Partial<WorkerOptions>
}

let running = 0

/** One runtime per test file; its threads end with the file's last worker. */
function useRuntime(app: TestApp): void {
  if (running === 0)
    Runtime.install({ logger: temporalLogger(app.services.log), telemetryOptions: { logging: forwarded }, shutdownSignals: [] })
  running += 1
}

async function leaveRuntime(): Promise<void> {
  running -= 1
  if (running === 0) await Runtime.instance().shutdown()
}

/** Starts a worker over the services of `app`; call `stop` before the app's own. */
export async function startWorker(app: TestApp, { activities, options }: TestWorkerOptions = {}): Promise<TestWorker> {
  const { settings, db, files, log, ring } = app.services
  useRuntime(app)
  const [connection, bundle] = await Promise.all([NativeConnection.connect({ address: settings.TEMPORAL_ADDRESS }), bundlePath()])
  const temporal = connectTemporal(settings, ring)
  const { client } = temporal
  const all = {
    ...createActivities({
      db,
      files,
      runs: openRuns(client, settings.TEMPORAL_TASK_QUEUE),
      processes: app.services.processes,
      settings,
      log,
    }),
    ...activities,
  }
  const parts = { connection, dataConverter: dataConverterOf(ring), activities: all, bundle }
  const worker = await Worker.create({ ...workerOptions(settings, parts), ...options })
  const files_worker = await Worker.create(filesWorkerOptions(settings, parts))
  const run = Promise.all([worker.run(), files_worker.run()])

  return {
    client,
    fastForward: (workflow_id, jump) => forward(temporal.connection, workflow_id, jump),
    async saveHistory(workflow_id, name) {
      const file = join(HISTORIES, `${name}.json`)
      if (existsSync(file)) return
      const history = await client.workflow.getHandle(workflow_id).fetchHistory()
      const open = openFor(ring, () => true)
      const decoded = await decodeJson(JSON.parse(historyToJSON(history)), open)
      // Identities name the machine the test ran on.
      const anonymous = (name: string, value: unknown): unknown => (name === 'identity' ? 'cien' : value)
      mkdirSync(HISTORIES, { recursive: true })
      writeFileSync(file, `${JSON.stringify({ workflow_id, history: decoded }, anonymous, 1)}\n`)
    },
    async stop() {
      worker.shutdown()
      files_worker.shutdown()
      await run
      await temporal.connection.close()
      await connection.close()
      await leaveRuntime()
    },
  }
}
