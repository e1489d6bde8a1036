/** Every activity of Cien, built over one set of dependencies; the effects of processes are found in this folder. */
import { exportsOf } from '../domain/kit/modules'
import type { Recorded, StepRequest } from '../domain/kit/process/types'
import { auditor } from './auditor'
import { files } from './files'
import { housekeeping } from './housekeeping'
import type { Deps } from './kit/deps'
import { type ProcessEffects, takeStep } from './kit/step'
import { taskEffects } from './kit/task-effects'

const isEffects = (value: unknown): value is ProcessEffects =>
  typeof value === 'object' && value !== null && 'definition' in value && 'effects' in value

/** The effects of every process, by the type of its record. */
export const allEffects = (): Map<string, ProcessEffects> =>
  new Map(exportsOf(__dirname, isEffects).map((own) => [own.definition.record.type, own]))

type Recording = (request: StepRequest) => Promise<Recorded>

/** One activity a step, named after what happens: `document.verify`, `task.claim`. All of them record the message they are given. */
export function stepActivities(
  deps: Pick<Deps, 'db' | 'settings'>,
  all: ReadonlyMap<string, ProcessEffects> = allEffects(),
): Record<string, Recording> {
  const record: Recording = (request) => {
    const own = all.get(request.process)
    if (!own) throw new Error(`No process owns a ${request.process}`)
    return takeStep(deps, own, request)
  }
  const own = [...all].flatMap(([type, { definition, effects }]) =>
    [
      ...Object.keys(effects),
      ...Object.keys(definition.calls ?? {}).flatMap((call) => ['unknown', 'undone', 'undo_failed'].map((ending) => `${call}.${ending}`)),
    ].map((step) => `${type}.${step}`),
  )
  const names = ['process.read', ...Object.keys(taskEffects).map((kind) => `task.${kind}`), ...own]
  return Object.fromEntries(names.map((name) => [name, record]))
}

export const createActivities = (deps: Deps) => ({
  ...stepActivities(deps),
  ...files(deps),
  ...housekeeping(deps),
  ...auditor(deps),
})
