/** Who comes next: jobs in turns between businesses, a bounded number of each, and never all places for one of them. */

export interface Waiting {
  tenant_id: string
}

export interface TurnLimits {
  /** Jobs that run at once. */
  places: number
  /** Jobs of one business that may wait, and of all together. */
  waiting_of_one: number
  waiting: number
}

/** A queue of jobs that wait for a place. */
export class Turns<Job extends Waiting> {
  // In the order of their turns: whoever got a place goes to the end.
  private readonly queues = new Map<string, Job[]>()
  private readonly running = new Map<string, number>()
  private readonly limits: TurnLimits

  constructor(limits: TurnLimits) {
    this.limits = limits
  }

  get waiting(): number {
    let sum = 0
    for (const queue of this.queues.values()) sum += queue.length
    return sum
  }

  get active(): number {
    let sum = 0
    for (const count of this.running.values()) sum += count
    return sum
  }

  /** False when no more may wait. */
  add(job: Job): boolean {
    const queue = this.queues.get(job.tenant_id) ?? []
    if (queue.length >= this.limits.waiting_of_one || this.waiting >= this.limits.waiting) return false
    queue.push(job)
    this.queues.set(job.tenant_id, queue)
    return true
  }

  /** Takes a job out that waits no longer; false when it does not wait. */
  remove(job: Job): boolean {
    const queue = this.queues.get(job.tenant_id) ?? []
    const at = queue.indexOf(job)
    if (at < 0) return false
    queue.splice(at, 1)
    if (queue.length === 0) this.queues.delete(job.tenant_id)
    return true
  }

  /** The next job that gets a place; undefined while nobody may. One place stays free of a business that holds all others. */
  next(): Job | undefined {
    const { places } = this.limits
    if (this.active >= places) return undefined
    const most = Math.max(1, places - 1)
    for (const [tenant_id, queue] of this.queues) {
      const running = this.running.get(tenant_id) ?? 0
      if (running >= most) continue
      const job = queue.shift()
      this.queues.delete(tenant_id)
      if (queue.length > 0) this.queues.set(tenant_id, queue)
      this.running.set(tenant_id, running + 1)
      return job
    }
    return undefined
  }

  /** Gives the place of a job back. */
  done({ tenant_id }: Waiting): void {
    const running = (this.running.get(tenant_id) ?? 1) - 1
    if (running > 0) this.running.set(tenant_id, running)
    else this.running.delete(tenant_id)
  }
}
