/** What the environment says about a start; everything else has a default that works on a laptop. */
import { join, resolve } from 'node:path'

export const ROOT = join(__dirname, '..', '..')

export interface StartSettings {
  data: string
  host: string
  port: number
  /** True when PORT was given: then it must be free. */
  port_given: boolean
  demo: boolean
  api_processes: number
  worker_processes: number
  namespace: string
  task_queue: string
  /** Addresses of servers that are not ours to start. */
  database_url?: string
  database_owner_url?: string
  temporal_address?: string
  temporal_ui_url?: string
}

type Environment = Record<string, string | undefined>

function count(env: Environment, name: string, fallback: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new Error(`${name} must be a whole number above 0, not "${text}"`)
  return value
}

/** Reads the settings of a start; throws with the name of a variable that makes no sense. */
export function readSettings(env: Environment = process.env): StartSettings {
  return {
    data: resolve(ROOT, env.CIEN_DATA || '.data'),
    host: env.CIEN_HOST || '127.0.0.1',
    port: count(env, 'PORT', 3000),
    port_given: Boolean(env.PORT),
    demo: env.CIEN_DEMO !== '0',
    api_processes: count(env, 'API_PROCESSES', 1),
    worker_processes: count(env, 'WORKER_PROCESSES', 1),
    namespace: env.TEMPORAL_NAMESPACE || 'cien',
    task_queue: env.TEMPORAL_TASK_QUEUE || 'cien',
    database_url: env.DATABASE_URL || undefined,
    database_owner_url: env.DATABASE_OWNER_URL || undefined,
    temporal_address: env.TEMPORAL_ADDRESS || undefined,
    temporal_ui_url: env.TEMPORAL_UI_URL || undefined,
  }
}
