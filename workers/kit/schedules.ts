/** The schedules of the house: each round one for each part of the businesses, made or put right by whichever worker comes first. */
import {
  Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client'
import type { NativeConnection } from '@temporalio/worker'
import type { Part } from '../../db/housekeeping'
import { PLATFORM } from '../../db/kit/client'
import type { Settings } from '../../domain/settings'
import { processId } from '../../workflows/client/processes'
import { Process, RecordId, Stage, TenantId } from '../../workflows/kit/search-attributes'
import { sweepsQueue } from './options'

type Scheduling = Pick<Settings, 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TASK_QUEUE' | 'CIEN_SWEEP_PARTS'>

interface ScheduledRound {
  name: string
  workflowType: string
  spec: ScheduleSpec
  start?: object
}

const SECONDS = { five: 300, hour: 3600 }

/** Every so many seconds, the parts one after the other within the time between two rounds. */
const every = (seconds: number, { partition, of }: Part, offset = 0): ScheduleSpec => ({
  intervals: [{ every: `${seconds}s`, offset: `${(offset + Math.floor((seconds * partition) / of)) % seconds}s` }],
})

const roundsOf = (part: Part): ScheduledRound[] => [
  { name: 'sealing', workflowType: 'sealingRound', spec: every(SECONDS.five, part) },
  { name: 'housekeeping', workflowType: 'housekeepingRound', spec: every(SECONDS.hour, part) },
  { name: 'audit', workflowType: 'auditRound', spec: every(SECONDS.five, part, 120), start: { scope: 'changed' } },
  { name: 'night-audit', workflowType: 'auditRound', spec: { cronExpressions: ['17 3 * * *'] }, start: { scope: 'all' } },
]

const PREFIX = `${PLATFORM}/`
const OURS = /^(sealing|housekeeping|audit|night-audit)(-\d+)?$/

/** The schedules there should be; a round of a part that is still running is not joined by another. */
function wanted(settings: Scheduling): ScheduleOptions[] {
  const of = settings.CIEN_SWEEP_PARTS
  const parts = Array.from({ length: of }, (_, partition): Part => ({ partition, of }))
  return parts.flatMap((part) =>
    roundsOf(part).map(({ name, workflowType, spec, start }) => {
      const own = `${name}-${part.partition}`
      const attributes = { [TenantId.name]: PLATFORM, [Process.name]: 'round', [RecordId.name]: own, [Stage.name]: 'running' }
      return {
        scheduleId: `${PREFIX}${own}`,
        spec,
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: processId(PLATFORM, 'round', own),
          taskQueue: sweepsQueue(settings),
          args: [{ ...start, part }],
          typedSearchAttributes: [TenantId, Process, RecordId, Stage].map((key) => ({ key, value: attributes[key.name] ?? '' })),
        },
      } satisfies ScheduleOptions
    }),
  )
}

/** What a worker of other settings, or an older one, would have made: another queue, another number of parts. */
const differs = (found: ScheduleDescription, { action }: ScheduleOptions): boolean =>
  found.action.taskQueue !== action.taskQueue || JSON.stringify(found.action.args) !== JSON.stringify(action.args)

async function prepare(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options)
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    const handle = client.schedule.getHandle(options.scheduleId)
    if (!differs(await handle.describe(), options)) return
    await handle.update(({ state }) => ({ ...options, state }))
  }
}

/** Removes rounds of parts that are no more; those of before there were parts, too. */
async function removeOthers(client: Client, kept: ReadonlySet<string>): Promise<void> {
  for await (const { scheduleId } of client.schedule.list()) {
    const ours = scheduleId.startsWith(PREFIX) && OURS.test(scheduleId.slice(PREFIX.length))
    if (!ours || kept.has(scheduleId)) continue
    try {
      await client.schedule.getHandle(scheduleId).delete()
    } catch (error) {
      // Another worker was faster.
      if (!(error instanceof ScheduleNotFoundError)) throw error
    }
  }
}

/** Makes the schedules that are not there yet, puts right those of other settings, removes what is no longer wanted. */
export async function prepareSchedules(connection: NativeConnection, settings: Scheduling): Promise<void> {
  const client = new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE })
  const all = wanted(settings)
  for (const options of all) await prepare(client, options)
  await removeOthers(client, new Set(all.map(({ scheduleId }) => scheduleId)))
}
