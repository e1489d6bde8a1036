/** That others are served as ever while one business asks for much: measured against the same callers just before. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Others, whatOthersWait } from './blocking'
import type { Caller } from './tenant'

const BEFORE_MS = 500
/** The machine of a test is shared: what is looked for is a starved caller, who waits for seconds or is refused. */
const TIMES = 8
const SLACK_MS = 150
const LONGEST_MS = 2500

/** Runs `work` and expects that another business's simple list is answered each time, and in about its usual time. */
export async function expectUndisturbed<T>(app: { url: string }, other: Pick<Caller, 'token'>, work: () => Promise<T>): Promise<T> {
  const before = await whatOthersWait(app, other, () => pause(BEFORE_MS))
  const during: Others<T> = await whatOthersWait(app, other, work)
  for (const who of ['health', 'list'] as const) {
    expect(Object.keys(during[who].statuses)).toEqual(['200'])
    expect(during[who].median_ms).toBeLessThan(before[who].median_ms * TIMES + SLACK_MS)
    expect(during[who].longest_ms).toBeLessThan(before[who].longest_ms * TIMES + LONGEST_MS)
  }
  return during.value
}
