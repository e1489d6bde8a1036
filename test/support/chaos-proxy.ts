/** A wire between a process and a server that can go dead, or be cut at the worst moment. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Wire {
  /** The address of the database, over this wire. */
  url(of: string): string
  /** Dead: what is sent arrives nowhere, and nobody is told; alive again with `false`. */
  dead(yes: boolean): void
  /** Cuts the connection on which the next COMMIT is sent, after Postgres has done it and before anybody hears of it. */
  cutAtCommit(): void
  /** Breaks every connection, as both ends learn of it. */
  cut(): void
  /** How many connections were cut at a COMMIT. */
  cuts(): number
  close(): Promise<void>
}

/** Opens a wire to the port of `to`. */
export async function openWire(to: string): Promise<Wire> {
  const target = Number(new URL(to).port)
  const sockets = new Set<Socket>()
  let silent = false
  let armed = false
  let cuts = 0
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    let cutting = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined) // whoever is cut sees it on the other side
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (silent) return
      if (armed && chunk.includes('COMMIT')) {
        armed = false
        cutting = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (silent) return
      if (!cutting) return void client.write(chunk)
      cuts += 1
      client.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url(of) {
      const url = new URL(of)
      url.port = String(port)
      return url.toString()
    },
    dead: (yes) => void (silent = yes),
    cutAtCommit: () => void (armed = true),
    cut,
    cuts: () => cuts,
    async close() {
      cut()
      await new Promise((closed) => server.close(closed))
    },
  }
}
