/** Servers of a test's own, to be stopped and killed: a Postgres for Cien, another for Temporal, and a Temporal, restarted by the supervisor. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { migrate } from '../../db/kit/migrate'
import { connected, type Passwords } from '../../scripts/stack/postgres'
import { startPostgres, startTemporal } from '../../scripts/stack/services'
import { createSupervisor } from '../../scripts/stack/supervisor'
import { Gate } from './chaos-gate'

export interface OwnStack {
  /** The environment of an app over these servers. */
  env: Record<string, string>
  /** As the superuser of Cien's Postgres. */
  admin_url: string
  /** Signals Postgres with all its sessions. */
  postgres(signal: NodeJS.Signals): Promise<void>
  temporal(signal: NodeJS.Signals): void
  /** Kills both databases with all their sessions, and Temporal, as the loss of power would. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** The postmaster in `folder` and every process it started. */
async function family(folder: string): Promise<number[]> {
  const postmaster = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(postmaster)])
  return [postmaster, ...stdout.split('\n').flatMap((line) => (line.trim() === '' ? [] : [Number(line)]))]
}

function signalEach(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      // A session that ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Starts the servers with both databases durable, as in production; a minute at most. */
export async function startOwnStack(gate = new Gate()): Promise<OwnStack> {
  const folder = mkdtempSync(join(tmpdir(), 'cien-own-'))
  const supervisor = gate.before(createSupervisor({ on_exit: () => undefined }))
  const secret = (): string => randomBytes(12).toString('hex')
  const passwords: Passwords = { postgres: secret(), cien_owner: secret(), cien_app: secret(), temporal: secret() }
  const shared = { passwords, supervisor, say: () => undefined }
  const temporal = (signal: NodeJS.Signals): void => {
    const pid = supervisor.pid('temporal')
    if (pid !== undefined) process.kill(pid, signal)
  }
  const stop = async (): Promise<void> => {
    await supervisor.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const ours = { ...shared, folder: join(folder, 'cien'), durable: true }
    const cien = await startPostgres(ours, { port: undefined, databases: { cien: 'cien_owner' } })
    await migrate(cien.url('cien_owner', 'cien'))
    // Of another name, for the supervisor tells its children apart by their names. Durable too: a store that a kill sets back
    // leaves processes behind their rows, which no production store does.
    const theirs = { ...shared, folder: join(folder, 'temporal'), durable: true }
    const databases = { temporal: 'temporal', temporal_visibility: 'temporal' } as const
    const cluster = await startPostgres(theirs, { port: undefined, databases })
    const { address } = await startTemporal({ ...theirs, cluster, namespace: 'cien', usual_ports: false, time_skipping: true })
    return {
      env: { DATABASE_URL: cien.url('cien_app', 'cien'), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'cien' },
      admin_url: cien.url('postgres', 'cien'),
      postgres: async (signal) => signalEach(await family(join(folder, 'cien', 'postgres')), signal),
      temporal,
      async kill() {
        const databases = await Promise.all(['cien', 'temporal'].map((name) => family(join(folder, name, 'postgres'))))
        temporal('SIGKILL')
        signalEach(databases.flat(), 'SIGKILL')
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Names of indexes that do not agree with their tables; asks Postgres' own checker. */
export function brokenIndexes(admin_url: string): Promise<string[]> {
  return connected(admin_url, async (client) => {
    await client.query('create extension if not exists amcheck')
    const { rows } = await client.query(
      `select c.oid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
       join pg_namespace n on n.oid = c.relnamespace where a.amname = 'btree' and n.nspname = 'public' and i.indisvalid`,
    )
    const broken: string[] = []
    for (const { name } of rows) {
      await client
        .query('select bt_index_check($1::regclass, true)', [name])
        .catch((error: Error) => broken.push(`${name}: ${error.message}`))
    }
    return broken
  })
}
