/** Holds one Postgres and one Temporal for test runs: several runs share it, and it ends when none has used it for a while. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { tryLock } from './lock'
import { type ServicesOptions, startPostgres, startTemporal } from './services'
import { createSupervisor } from './supervisor'
import { messageOf } from './wait'

/** What a test run needs to know; `test/support/` turns it into connections. */
export interface TestStack {
  control_port: number
  postgres_port: number
  passwords: ServicesOptions['passwords']
  temporal_address: string
  temporal_namespace: string
}

const [folder = '', keep_ms = '0'] = process.argv.slice(2)

const secret = () => randomBytes(12).toString('hex')
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Ends the process some time after the last lease (a connection) was given back. */
function leases(end: () => void) {
  let open = 0
  let timer: NodeJS.Timeout | undefined
  const idle = () => {
    timer = setTimeout(end, Number(keep_ms))
  }
  const server = createServer((socket) => {
    open += 1
    clearTimeout(timer)
    socket.on('error', () => undefined) // a run that was killed; its close follows
    socket.on('close', () => {
      open -= 1
      if (open === 0) idle()
    })
    socket.resume()
  })
  return new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      timer = setTimeout(end, Math.max(Number(keep_ms), 60_000)) // nobody came: the run that asked for us is gone
      done((server.address() as AddressInfo).port)
    })
  })
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const release = tryLock(join(folder, 'holder.lock'))
  if (release === undefined) return // another one holds the stack already
  for (const name of readdirSync(folder)) if (name.startsWith('data-')) rmSync(join(folder, name), { recursive: true, force: true })
  const data = join(folder, `data-${process.pid}`)
  mkdirSync(data)
  const supervisor = createSupervisor()
  const state_file = join(folder, 'stack.json')
  let ending: Promise<void> | undefined
  const end = (code: number) => {
    ending ??= (async () => {
      rmSync(state_file, { force: true })
      await supervisor.stop()
      rmSync(data, { recursive: true, force: true })
      release()
      process.exit(code)
    })()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  try {
    const passwords = { postgres: secret(), cien_owner: secret(), cien_app: secret(), temporal: secret() }
    const options: ServicesOptions = { folder: data, passwords, durable: false, supervisor, say }
    const databases = { temporal: 'temporal', temporal_visibility: 'temporal' } as const
    const cluster = await startPostgres(options, { port: undefined, databases })
    const temporal = { ...options, cluster, namespace: 'cien', usual_ports: false, time_skipping: true }
    const { address } = await startTemporal(temporal)
    const control_port = await leases(() => end(0))
    const stack: TestStack = { control_port, postgres_port: cluster.port, passwords, temporal_address: address, temporal_namespace: 'cien' }
    writeFileSync(`${state_file}.new`, JSON.stringify(stack), { mode: 0o600 })
    renameSync(`${state_file}.new`, state_file)
    say('up')
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : messageOf(error)}\n`)
    end(1)
  }
}

void main()
