/** Live news over server-sent events, read with the bearer token; while the stream is down the console polls. */
import { exchange } from './client'

export interface LiveEvent {
  event: string
  data: Record<string, unknown>
}

const SHORTEST_MS = 1000
const LONGEST_MS = 30_000

/** The events of a block of the stream; comments and heartbeats give none. */
export function parseEvent(block: string): LiveEvent | undefined {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    if (line.startsWith('data:')) data.push(line.slice(5).trim())
  }
  if (data.length === 0) return undefined
  return { event, data: JSON.parse(data.join('\n')) as Record<string, unknown> }
}

async function readStream(answer: Response, tell: (event: LiveEvent) => void): Promise<void> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseEvent(block)
      if (event) tell(event)
    }
  }
}

interface Listener {
  tell(event: LiveEvent): void
  /** Told whether the stream is up, so that the console knows when to poll. */
  live(up: boolean): void
}

/** Listens until stopped, connecting again with growing pauses. */
export function listen({ tell, live }: Listener): () => void {
  const stop = new AbortController()
  let pause = SHORTEST_MS
  const connect = async (): Promise<void> => {
    try {
      const answer = await exchange('/api/events', { headers: { Accept: 'text/event-stream' }, signal: stop.signal })
      if (answer.ok) {
        live(true)
        pause = SHORTEST_MS
        await readStream(answer, tell)
      }
    } catch {
      // Whatever ended the stream, the answer is the same: poll, and try again in a while.
    }
    live(false)
    if (stop.signal.aborted) return
    setTimeout(() => void connect(), pause)
    pause = Math.min(pause * 2, LONGEST_MS)
  }
  void connect()
  return () => stop.abort()
}
