/** The schedules of the house, made by whichever worker comes first and left alone by the others. */
import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleSpec } from '@temporalio/client'
import type { NativeConnection } from '@temporalio/worker'
import { PLATFORM } from '../../db/kit/client'
import type { Settings } from '../../domain/settings'
import { processId } from '../../workflows/client/processes'
import { Process, RecordId, Stage, TenantId } from '../../workflows/kit/search-attributes'

interface ScheduledRound {
  name: string
  workflowType: string
  spec: ScheduleSpec
  args: unknown[]
}

const ROUNDS: readonly ScheduledRound[] = [
  { name: 'sealing', workflowType: 'sealingRound', spec: { intervals: [{ every: '5 minutes' }] }, args: [] },
  { name: 'housekeeping', workflowType: 'housekeepingRound', spec: { intervals: [{ every: '1 hour' }] }, args: [] },
  { name: 'audit', workflowType: 'auditRound', spec: { intervals: [{ every: '5 minutes', offset: '2 minutes' }] }, args: ['changed'] },
  { name: 'night-audit', workflowType: 'auditRound', spec: { cronExpressions: ['17 3 * * *'] }, args: ['all'] },
]

/** Makes the schedules that are not there yet; a round that is still running is not joined by another. */
export async function prepareSchedules(
  connection: NativeConnection,
  settings: Pick<Settings, 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TASK_QUEUE'>,
): Promise<void> {
  const client = new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE })
  for (const { name, workflowType, spec, args } of ROUNDS) {
    const attributes = { [TenantId.name]: PLATFORM, [Process.name]: 'round', [RecordId.name]: name, [Stage.name]: 'running' }
    try {
      await client.schedule.create({
        scheduleId: `${PLATFORM}/${name}`,
        spec,
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: processId(PLATFORM, 'round', name),
          taskQueue: settings.TEMPORAL_TASK_QUEUE,
          args,
          typedSearchAttributes: [TenantId, Process, RecordId, Stage].map((key) => ({ key, value: attributes[key.name] ?? '' })),
        },
      })
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
    }
  }
}
