/** Several API processes behind one port: replaces a member that dies, passes a stop on to all of them. */
import cluster from 'node:cluster'
import { join } from 'node:path'
import { LOADER } from './node-child'
import { ROOT } from './settings'

const members = Number(process.env.API_PROCESSES ?? '2')
const PAUSE_MS = 200
let stopping = false

cluster.setupPrimary({
  exec: join(ROOT, 'api', 'server.ts'),
  execArgv: [...process.execArgv.filter((word) => word.startsWith('--max-old')), '-r', LOADER],
})
for (let member = 0; member < members; member += 1) cluster.fork()

cluster.on('exit', (worker, code, signal) => {
  if (stopping) return
  process.stdout.write(`API process ${worker.process.pid} ended with ${signal ?? code}, starting another\n`)
  setTimeout(() => {
    if (!stopping) cluster.fork()
  }, PAUSE_MS)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
  })
}
