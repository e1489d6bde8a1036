/** An open stream of server-sent events, as a console reads it. */
import type { TestApp } from './app'
import type { Caller } from './tenant'

export interface ServerEvent {
  event: string
  data: Record<string, unknown>
}

export interface Listening {
  status: number
  events: ServerEvent[]
  /** The first event that fits, whether it came already or is still to come; rejects when the stream ends before. */
  until(fits: (event: ServerEvent) => boolean): Promise<ServerEvent>
  /** Resolves when the server ends the stream. */
  ended: Promise<void>
  leave(): void
}

function parse(block: string): ServerEvent | undefined {
  const event = /^event: (.*)$/m.exec(block)?.[1]
  const data = /^data: (.*)$/m.exec(block)?.[1]
  return event !== undefined && data !== undefined ? { event, data: JSON.parse(data) } : undefined
}

/** Connects a caller; ends with `leave`. */
export async function listen(app: TestApp, caller: Pick<Caller, 'token'>): Promise<Listening> {
  const abort = new AbortController()
  const answer = await fetch(`${app.url}/api/events`, { headers: { Authorization: `Bearer ${caller.token}` }, signal: abort.signal })
  const events: ServerEvent[] = []
  const waiting = new Set<() => void>()
  let over = false
  const wake = (): void => {
    for (const look of waiting) look()
  }
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const part of answer.body ?? []) {
      const blocks = (rest + Buffer.from(part).toString()).split('\n\n')
      rest = blocks.pop() ?? ''
      events.push(...blocks.flatMap((block) => parse(block) ?? []))
      wake()
    }
  }
  const finish = (): void => {
    over = true
    wake()
  }
  // A stream that we leave ends with an abort, which is no failure.
  const ended = (answer.status === 200 ? read() : Promise.resolve()).then(finish, finish)
  return {
    status: answer.status,
    events,
    ended,
    leave: () => abort.abort(),
    until: (fits) =>
      new Promise((found, lost) => {
        const look = (): void => {
          const event = events.find(fits)
          if (!event && !over) return
          waiting.delete(look)
          if (event) found(event)
          else lost(new Error('The stream ended before the event came'))
        }
        waiting.add(look)
        look()
      }),
  }
}
