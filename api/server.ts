/** An API process: the API, the console's files and the gate to Temporal UI on one port. */
import type { Server } from 'node:http'
import { readSettings } from '../domain/settings'
import { createApi } from './app'
import { buildServices } from './kit/build-services'
import { lastResort } from './kit/last-resort'

/** How long requests in progress may take after a stop was asked for, in milliseconds. */
const DRAIN_MS = 10_000

/** Answers no new connection, lets requests in progress end, and cuts what is left after the drain. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await closed
  clearTimeout(cut)
}

async function main(): Promise<void> {
  process.umask(0o077) // files are for this account alone
  const settings = readSettings(process.env)
  const { services, close } = await buildServices(settings)
  const server = createApi(services)
  lastResort(services.log, () => drain(server))
  server.on('error', (error) => {
    services.log.fatal({ err: error }, 'the API cannot listen')
    process.exit(1)
  })
  server.listen(settings.PORT, settings.CIEN_HOST, () => services.log.info({ port: settings.PORT }, 'api listening'))
  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    services.log.info({ signal }, 'stopping')
    // Streams of live news never end by themselves; consoles connect again elsewhere.
    services.events.close()
    await drain(server)
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
