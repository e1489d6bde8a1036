/** Turns at what is dear: each business has a few at a time, so that one that asks for much waits for itself only. */
import { Refused } from '../../domain/errors'

export interface TurnOptions {
  /** How many each business has at a time. */
  each: number
  /** How many more of one business may wait, and how long, in milliseconds. */
  queue: number
  wait_ms: number
}

interface Business {
  running: number
  waiting: (() => void)[]
}

const busy = (): Refused =>
  new Refused({
    status: 503,
    code: 'business_busy',
    message: 'Your business asks for much at this moment. Try again in a few seconds.',
    details: { retry_after: 3 },
  })

export class Turns {
  private readonly businesses = new Map<string, Business>()

  constructor(private readonly options: TurnOptions) {}

  /** How many wait, over all businesses. */
  get waiting(): number {
    let sum = 0
    for (const { waiting } of this.businesses.values()) sum += waiting.length
    return sum
  }

  /** Waits for a turn; 503 for a business that has too many waiting, or whose turn does not come in time. */
  async take(tenant_id: string): Promise<void> {
    const business = this.businesses.get(tenant_id) ?? { running: 0, waiting: [] }
    this.businesses.set(tenant_id, business)
    if (business.running < this.options.each) {
      business.running += 1
      return
    }
    if (business.waiting.length >= this.options.queue) throw busy()
    await this.queued(business)
  }

  /** Gives a turn back: the next of the same business has it, or nobody. */
  give(tenant_id: string): void {
    const business = this.businesses.get(tenant_id)
    if (!business) throw new Error('A turn was given back that nobody had')
    const next = business.waiting.shift()
    if (next) return next()
    business.running -= 1
    if (business.running === 0) this.businesses.delete(tenant_id)
  }

  private queued({ waiting }: Business): Promise<void> {
    return new Promise((taken, refused) => {
      const next = (): void => {
        clearTimeout(late)
        taken()
      }
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(next), 1)
        refused(busy())
      }, this.options.wait_ms)
      waiting.push(next)
    })
  }
}
