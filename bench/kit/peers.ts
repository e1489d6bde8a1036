/** The programs that are measured beside Cien, in the same run on the same Postgres. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { contentHash } from '../../scripts/stack/hash'
import { nodeChild } from '../../scripts/stack/node-child'
import { freePorts } from '../../scripts/stack/ports'
import { ROOT } from '../../scripts/stack/settings'
import { until } from '../../scripts/stack/wait'
import type { Machine, Say } from './machine'
import { Wire } from './wire'

/** Resolves when something answers at the port, whatever it says. */
async function answers(port: number): Promise<void> {
  const ask = async (): Promise<boolean> => {
    const wire = new Wire(port)
    await wire.send({ path: '/' }).finally(() => wire.close())
    return true
  }
  await until(ask, { what: `The peer on port ${port}`, timeout_ms: 60_000, every_ms: 50 })
}

/** The bare Temporal slice; answers its port. */
export async function startBare(machine: Machine): Promise<number> {
  const { bare: port } = await freePorts({ bare: undefined })
  const env = { DATABASE_URL: machine.url('bare'), TEMPORAL_ADDRESS: machine.temporal_address, PORT: String(port), NODE_ENV: 'production' }
  await machine.run(nodeChild({ name: 'bare', script: 'bench/peers/temporal/server.ts', env, heap_mb: 1024 }))
  await answers(port)
  return port
}

/** node:http and pg over the orders; answers its port. */
export async function startLimit(machine: Machine): Promise<number> {
  const { limit: port } = await freePorts({ limit: undefined })
  const env = { DATABASE_URL: machine.url('orders'), PORT: String(port), NODE_ENV: 'production' }
  await machine.run(nodeChild({ name: 'limit', script: 'bench/peers/rawhttp/server.ts', env, heap_mb: 512 }))
  await answers(port)
  return port
}

/** PostGraphile's folder outside the repository, installed on first use; undefined when that is not possible. */
function postgraphileFolder(say: Say): string | undefined {
  const source = join('bench', 'peers', 'postgraphile')
  const folder = join(tmpdir(), `cien-bench-${userInfo().uid}`, `postgraphile-${contentHash(ROOT, [source])}`)
  mkdirSync(folder, { recursive: true })
  cpSync(join(ROOT, source), folder, { recursive: true })
  if (existsSync(join(folder, 'node_modules', 'postgraphile', 'package.json'))) return folder
  say('installing PostGraphile (once)')
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    return folder
  } catch (error) {
    say(`PostGraphile could not be installed and is left out: ${(error as Error).message}`)
    return undefined
  }
}

/** PostGraphile over the orders; answers its port, or undefined when it cannot be installed. */
export async function startPostgraphile(machine: Machine, say: Say): Promise<number | undefined> {
  const folder = postgraphileFolder(say)
  if (folder === undefined) return undefined
  const { graphile: port } = await freePorts({ graphile: undefined })
  const env = { ...process.env, DATABASE_URL: machine.url('orders'), PORT: String(port), NODE_ENV: 'production' }
  await machine.run({
    name: 'postgraphile',
    command: process.execPath,
    args: [join(folder, 'server.mjs')],
    cwd: folder,
    env,
    stop_signal: 'SIGTERM',
    grace_ms: 2000,
  })
  await answers(port)
  return port
}
