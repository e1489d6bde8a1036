/** Temporal's own UI over the test run's server, as the gate finds it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../scripts/stack/ports'
import { cachedBinaries } from '../../scripts/stack/temporal-binaries'
import { temporalUi } from '../../scripts/stack/temporal-ui'
import { until } from '../../scripts/stack/wait'
import { temporalServer } from './temporal'

export interface TestUi {
  url: string
  stop(): Promise<void>
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Starts the UI on a free port; its programs are there because the server's are. */
export async function startTemporalUi(): Promise<TestUi> {
  const program = cachedBinaries()?.ui
  if (program === undefined) throw new Error('Temporal UI is not in the cache folder')
  const { address, namespace } = temporalServer()
  const { ui: port } = await freePorts({ ui: undefined })
  const url = `http://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'cien-ui-'))
  const names = { program, folder, port, namespace, temporal_address: address, console_url: url, log_file: join(folder, 'ui.log') }
  const { command, args, cwd, env } = temporalUi(names)
  const child = spawn(command, args, { cwd, env, stdio: 'ignore' })
  await until(async () => (await fetch(`${url}/temporal/api/v1/settings`)).ok, { what: 'Temporal UI', timeout_ms: 30_000 })
  return {
    url,
    async stop() {
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
