/** What other callers wait while something runs: the longest `GET /api/health`, and the longest simple list of another business. */
import { Worker } from 'node:worker_threads'
import type { Caller } from './tenant'

/** How long one caller waited for the same call, asked again and again. */
export interface Waited {
  longest_ms: number
  median_ms: number
  asked: number
  /** How often each status was answered. */
  statuses: Record<number, number>
}

export interface Others<T> {
  value: T
  health: Waited
  list: Waited
}

/** A list that costs next to nothing. */
const SIMPLE_LIST = '/api/admin/trade-types'

// In a thread of its own, so that it is on time however busy the process is that answers it.
const ASK = `
const { parentPort, workerData } = require('node:worker_threads')
const { Agent, get } = require('node:http')
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let over = false
parentPort.once('message', () => { over = true })
const once = () => new Promise((done, failed) => {
  const asked = performance.now()
  get(workerData.url, { agent, headers: workerData.headers }, (res) => {
    res.resume()
    res.once('end', () => done([res.statusCode, performance.now() - asked]))
  }).once('error', failed)
})
async function main() {
  await once()
  parentPort.postMessage('ready')
  const waits = []
  do {
    waits.push(await once())
    await new Promise((next) => setTimeout(next, 3))
  } while (!over)
  agent.destroy()
  parentPort.postMessage(waits)
}
main()
`

interface Asking {
  ready: Promise<void>
  stop(): Promise<Waited>
}

function summary(waits: readonly (readonly [number, number])[]): Waited {
  const times = waits.map(([, ms]) => ms).sort((a, b) => a - b)
  const statuses: Record<number, number> = {}
  for (const [status] of waits) statuses[status] = (statuses[status] ?? 0) + 1
  return { longest_ms: times.at(-1) ?? 0, median_ms: times[Math.floor(times.length / 2)] ?? 0, asked: times.length, statuses }
}

function asking(url: string, headers: Record<string, string>): Asking {
  const thread = new Worker(ASK, { eval: true, workerData: { url, headers } })
  const failed = new Promise<never>((_, reject) => thread.once('error', reject))
  failed.catch(() => undefined) // whoever waits for the thread is told
  const message = (): Promise<unknown> => Promise.race([failed, new Promise((said) => thread.once('message', said))])
  return {
    ready: message().then(() => undefined),
    async stop() {
      const waits = message()
      thread.postMessage('stop')
      return summary((await waits) as [number, number][])
    },
  }
}

/** Runs `work` and measures meanwhile, from other threads, what `other` and a stranger wait; the first answers are not counted. */
export async function whatOthersWait<T>(app: { url: string }, other: Pick<Caller, 'token'>, work: () => Promise<T>): Promise<Others<T>> {
  const callers = [
    asking(`${app.url}/api/health`, {}),
    asking(`${app.url}${SIMPLE_LIST}`, { Authorization: `Bearer ${other.token}` }),
  ] as const
  await Promise.all(callers.map(({ ready }) => ready))
  try {
    const value = await work()
    const [health, list] = await Promise.all([callers[0].stop(), callers[1].stop()])
    return { value, health, list }
  } catch (error) {
    await Promise.all(callers.map((caller) => caller.stop()))
    throw error
  }
}
