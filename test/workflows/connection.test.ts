/** A client made before its server, and one whose server goes and comes back. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { openDatabase } from '../../db/kit/client'
import { openRing } from '../../db/kit/keyring'
import { freePorts } from '../../scripts/stack/ports'
import { until } from '../../scripts/stack/wait'
import { connectTemporal, type Temporal } from '../../workflows/client/connection'
import { temporalServer } from '../support/temporal'

/** A way to the real server that can be cut. */
async function way(port: number): Promise<{ cut(): Promise<void> }> {
  const [host = '', target = ''] = temporalServer().address.split(':')
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(Number(target), host)
    for (const socket of [near, far]) {
      sockets.add(socket)
      // A cut way ends both halves with errors; that is what it is for.
      socket.on('error', () => socket.destroy())
    }
    near.pipe(far).pipe(near)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    async cut() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

let temporal: Temporal
let port: number
beforeAll(async () => {
  port = (await freePorts({ way: undefined })).way
  const db = openDatabase('postgres://nobody@127.0.0.1:9/none', 1)
  const settings = { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_NAMESPACE: 'cien' }
  temporal = connectTemporal(settings, openRing(db, randomBytes(32).toString('hex')))
})
afterAll(() => temporal.connection.close())

const answers = async (): Promise<boolean> => {
  const found = await temporal.connection.withDeadline(Date.now() + 1000, () => temporal.connection.workflowService.getSystemInfo({}))
  return found.serverVersion !== ''
}

test('F16 a client made without a server finds it, loses it, and finds it again within seconds', async () => {
  await expect(answers()).rejects.toThrow()
  for (let round = 0; round < 2; round += 1) {
    const open = await way(port)
    await until(answers, { what: 'Temporal behind the way', timeout_ms: 10_000 })
    await open.cut()
    await expect(answers()).rejects.toThrow()
  }
})
