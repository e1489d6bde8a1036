/** Ports on the loopback: the wanted one when it is free, else any free one. */
import { createServer, type Server } from 'node:net'

// Below the range from which systems take ports for outgoing connections, so that a restarted child finds its port free.
const LOWEST = 20000
const HIGHEST = 32000
const ATTEMPTS = 200

function listen(port: number, host: string): Promise<Server | undefined> {
  return new Promise((done) => {
    const server = createServer()
    server.on('error', () => done(undefined))
    server.listen({ port, host, exclusive: true }, () => done(server))
  })
}

async function take(wanted: number | undefined, host: string): Promise<{ port: number; server: Server }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = attempt === 0 && wanted !== undefined ? wanted : LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    const server = await listen(port, host)
    if (server !== undefined) return { port, server }
  }
  throw new Error(`No free port between ${LOWEST} and ${HIGHEST}`)
}

/** A free port for each name; a wanted port that is taken (or `undefined`) becomes another free one. All differ. */
export async function freePorts<Name extends string>(
  wanted: Record<Name, number | undefined>,
  host = '127.0.0.1',
): Promise<Record<Name, number>> {
  const taken: Array<{ port: number; server: Server }> = []
  const ports = {} as Record<Name, number>
  try {
    for (const name of Object.keys(wanted) as Name[]) {
      const one = await take(wanted[name], host)
      taken.push(one)
      ports[name] = one.port
    }
  } finally {
    await Promise.all(taken.map(({ server }) => new Promise((done) => server.close(done))))
  }
  return ports
}
