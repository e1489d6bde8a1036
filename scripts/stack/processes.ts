/** Cien's own processes under the supervisor: workers, the API, and the wait until all of it answers. */
import type { Backing } from './backing'
import { nodeChild } from './node-child'
import type { Secrets } from './secrets'
import type { StartSettings } from './settings'
import type { Supervisor } from './supervisor'
import { until } from './wait'

const API_HEAP_MB = 768
const WORKER_HEAP_MB = 1024

export interface Processes {
  settings: StartSettings
  secrets: Secrets
  backing: Backing
  port: number
  ui_url: string | undefined
}

/** The environment of an API or worker process. */
export function processEnvironment({ settings, secrets, backing, port, ui_url }: Processes): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: backing.database_url,
    DATABASE_OWNER_URL: '', // processes that serve requests never hold the owner's password
    TEMPORAL_ADDRESS: backing.temporal_address,
    TEMPORAL_NAMESPACE: settings.namespace,
    TEMPORAL_TASK_QUEUE: settings.task_queue,
    TEMPORAL_UI_URL: ui_url,
    PORT: String(port),
    CIEN_HOST: settings.host,
    CIEN_DATA: settings.data,
    CIEN_SECRET: process.env.CIEN_SECRET || secrets.CIEN_SECRET,
    CIEN_MASTER_KEY: process.env.CIEN_MASTER_KEY || secrets.CIEN_MASTER_KEY,
    LOG_LEVEL: process.env.LOG_LEVEL || 'warn', // a terminal for people: what went wrong, not each request
    API_PROCESSES: String(settings.api_processes),
  }
}

/** Starts the workers and the API. */
export async function startProcesses(supervisor: Supervisor, processes: Processes): Promise<void> {
  const { api_processes, worker_processes } = processes.settings
  const env = processEnvironment(processes)
  for (let number = 1; number <= worker_processes; number += 1) {
    const name = worker_processes === 1 ? 'worker' : `worker-${number}`
    await supervisor.start(nodeChild({ name, script: 'workers/main.ts', env, heap_mb: WORKER_HEAP_MB }))
  }
  const script = api_processes === 1 ? 'api/server.ts' : 'scripts/stack/api-cluster.ts'
  await supervisor.start(nodeChild({ name: 'api', script, env, heap_mb: API_HEAP_MB }))
}

/** Resolves when /api/ready answers 200; throws with its last answer after `timeout_ms`. */
export async function processesReady(console_url: string, timeout_ms = 120_000): Promise<void> {
  const ask = async () => {
    const answer = await fetch(`${console_url}/api/ready`)
    if (answer.status === 200) return true
    throw new Error(`/api/ready says ${answer.status}: ${(await answer.text()).slice(0, 500)}`)
  }
  await until(ask, { what: 'Cien', timeout_ms, every_ms: 40 })
}
