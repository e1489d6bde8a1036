/** `npm start`: servers, schema, console, workers, API and demo data in one terminal, until Ctrl-C. */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BackingOptions, operatorUrl, startBacking, startUi } from './backing'
import { prepareDemo } from './demo-data'
import { holderOf, tryLock } from './lock'
import { say } from './log'
import { freePorts } from './ports'
import { type Processes, processesReady, startProcesses } from './processes'
import { stopOrphans } from './orphans'
import { openSecrets } from './secrets'
import { readSettings, type StartSettings } from './settings'
import { writeRunning } from './running'
import { createSupervisor, type Supervisor } from './supervisor'
import { messageOf } from './wait'
import { buildConsole } from './web-build'

const tell = (line: string) => say('cien', line)

/** Closes the data folder and those in it to other accounts; what is made later is closed by the umask. */
function closeData(data: string): void {
  process.umask(0o077)
  mkdirSync(data, { recursive: true })
  // Under root Postgres runs as another account, which must pass through to its own folder; it sees nothing on the way.
  chmodSync(data, process.getuid?.() === 0 ? 0o711 : 0o700)
  for (const entry of readdirSync(data, { withFileTypes: true })) if (entry.isDirectory()) chmodSync(join(data, entry.name), 0o700)
}

/** One start per data folder: a second one would fight over the same files. */
function lockData(data: string): () => void {
  const file = join(data, 'cien.lock')
  const release = tryLock(file)
  if (release !== undefined) return release
  throw new Error(`Cien already runs on ${data} (process ${holderOf(file)}): stop it, or set CIEN_DATA and PORT for a second copy`)
}

async function choosePort(settings: StartSettings): Promise<number> {
  const { console: port } = await freePorts({ console: settings.port }, settings.host)
  if (port === settings.port) return port
  if (settings.port_given) throw new Error(`Port ${settings.port} on ${settings.host} is taken: set PORT to another one`)
  tell(`port ${settings.port} is taken, the console listens on ${port}`)
  return port
}

/** Servers, workers and API, in the order in which they need each other; resolves when the API says it is ready. */
async function startAll(options: BackingOptions, { port, console_url }: { port: number; console_url: string }): Promise<Processes> {
  const backing = await startBacking(options)
  const ui_url = await startUi(options, backing, process.env.CIEN_PUBLIC_URL || console_url)
  const processes = { settings: options.settings, secrets: options.secrets, backing, port, ui_url }
  await startProcesses(options.supervisor, processes)
  writeRunning(options.settings.data, backing)
  await processesReady(console_url)
  return processes
}

async function bringUp(settings: StartSettings, supervisor: Supervisor): Promise<void> {
  const started = Date.now()
  const port = await choosePort(settings)
  const console_url = `http://${settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host}:${port}`
  const options = { settings, secrets: openSecrets(settings.data), supervisor, say: tell }
  const [processes] = await Promise.all([startAll(options, { port, console_url }), buildConsole(tell)])
  await prepareDemo({ ...processes, console_url, say: tell })
  tell(`up in ${((Date.now() - started) / 1000).toFixed(1)} s; data in ${settings.data}; Ctrl-C stops everything in order`)
  process.stdout.write(`ready ${console_url} ${operatorUrl(processes.ui_url, settings.temporal_ui_url === undefined)}\n`)
}

/** npm passes no signal on when it is ended by one: when our parent is gone, so are we. */
function endWithParent(end: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    end()
  }, 500)
  watch.unref()
}

async function main(): Promise<void> {
  const settings = readSettings()
  closeData(settings.data)
  const release = lockData(settings.data)
  const record = join(settings.data, 'children.json')
  await stopOrphans(record, tell)
  const supervisor = createSupervisor({ on_exit: say, record })
  let ending: Promise<void> | undefined
  const end = (code: number) => {
    ending ??= supervisor.stop().then(() => {
      release()
      process.exit(code)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending === undefined) tell('stopping')
      end(0)
    })
  }
  endWithParent(() => end(0))
  try {
    await bringUp(settings, supervisor)
  } catch (error) {
    if (ending === undefined) process.stderr.write(`${messageOf(error)}\n`)
    end(1)
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
