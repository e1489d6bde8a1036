/** Where the servers of a running Cien listen, for commands that look into it: readable by their owner only, like the secrets. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backing } from './backing'
import { openSecrets } from './secrets'
import { readSettings } from './settings'

const fileIn = (data: string): string => join(data, 'running.json')

/** Writes down what listens where. */
export function writeRunning(data: string, { database_url, temporal_address }: Backing): void {
  writeFileSync(fileIn(data), `${JSON.stringify({ DATABASE_URL: database_url, TEMPORAL_ADDRESS: temporal_address })}\n`, { mode: 0o600 })
}

/** The environment of a command: what is set, else the Cien that runs on the data folder; throws when there is neither. */
export function environmentOfRunning(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  if (env.DATABASE_URL) return env
  const { data, namespace } = readSettings(env)
  if (!existsSync(fileIn(data))) throw new Error('Nothing runs here: start Cien with npm start, or set DATABASE_URL and TEMPORAL_ADDRESS')
  const { CIEN_SECRET, CIEN_MASTER_KEY } = openSecrets(data)
  const running = JSON.parse(readFileSync(fileIn(data), 'utf8')) as Record<string, string>
  return { CIEN_SECRET, CIEN_MASTER_KEY, ...env, ...running, CIEN_DATA: data, TEMPORAL_NAMESPACE: namespace }
}
