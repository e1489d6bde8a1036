/** The bare slice: the approval of a document as a plain Temporal workflow, each update answered once its row is written. */
import { allHandlersFinished, condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow'
import type { BareActivities } from './server'

export interface BareDocument {
  id: string
  tenant: number
  title: string
}

export interface BareDecision {
  approve: boolean
  by: string
  comment: string
}

export const created = defineUpdate<string>('created')
export const decide = defineUpdate<string, [number, BareDecision]>('decide')

const { insert, first, second } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10s' })

export async function approval(document: BareDocument): Promise<void> {
  const asked: (BareDecision | undefined)[] = []
  const done: (string | undefined)[] = []
  const answer = async (step: number): Promise<string> => {
    await condition(() => done[step] !== undefined)
    return done[step] ?? ''
  }
  setHandler(created, () => answer(0))
  setHandler(decide, (step, decision) => {
    asked[step] = decision
    return answer(step)
  })
  await insert(document)
  done[0] = 'draft'
  for (const [step, record] of [
    [1, first],
    [2, second],
  ] as const) {
    await condition(() => asked[step] !== undefined)
    const decision = asked[step]
    if (decision) done[step] = await record(document.id, decision)
    if (done[step] === 'rejected') break
  }
  await condition(allHandlersFinished)
}
