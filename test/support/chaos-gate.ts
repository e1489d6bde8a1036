/** Holds killed processes back from being started again, so that a test says in which order they return. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ChildSpec, Supervisor } from '../../scripts/stack/supervisor'

const LOOK_MS = 20

export class Gate {
  private readonly held = new Set<string>()
  private readonly here: string[] = []

  /** Names of the processes that stand before the gate; every one of them is dead. */
  get waiting(): readonly string[] {
    return this.here
  }

  /** From now on nothing whose name begins with one of these is started. */
  hold(kinds: readonly string[]): void {
    for (const kind of kinds) this.held.add(kind)
  }

  /** Lets those of a kind start. */
  pass(kind: string): void {
    this.held.delete(kind)
  }

  private async through(name: string): Promise<void> {
    this.here.push(name)
    while ([...this.held].some((kind) => name.startsWith(kind))) await pause(LOOK_MS)
    this.here.splice(this.here.indexOf(name), 1)
  }

  /** The supervisor, with children that pass the gate before each start. */
  before(supervisor: Supervisor): Supervisor {
    const guarded = (spec: ChildSpec): ChildSpec => ({
      ...spec,
      prepare: async () => {
        await this.through(spec.name)
        await spec.prepare?.()
      },
    })
    return { ...supervisor, start: (spec) => supervisor.start(guarded(spec)) }
  }
}
