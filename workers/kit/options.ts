/** How a Cien worker is set up: what it runs at once, how it polls, how it stops. */
import { hostname } from 'node:os'
import type { DataConverter } from '@temporalio/common'
import type { NativeConnection, WorkerOptions } from '@temporalio/worker'
import type { Settings } from '../../domain/settings'
import { filesQueue } from '../../workflows/kit/queues'
import { activityInterceptors } from './interceptors'

export interface WorkerParts {
  connection: NativeConnection
  dataConverter: DataConverter
  /** What `createActivities` made. */
  activities: object
  /** Path of the workflow bundle. */
  bundle: string
}

type Named = Pick<Settings, 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TASK_QUEUE' | 'DATABASE_POOL'>

// Each step of a process holds a connection for a few milliseconds, ordinary activities mostly wait for others.
const ORDINARY_PER_LOCAL = 2

/** Connections a worker needs so that no activity waits for one. */
export const poolOf = ({ DATABASE_POOL }: Pick<Settings, 'DATABASE_POOL'>): number => DATABASE_POOL * (1 + ORDINARY_PER_LOCAL)

const poll = { type: 'autoscaling', minimum: 1, initial: 2, maximum: 10 } as const

/** The options of every worker; only addresses and names differ. */
export function workerOptions(settings: Named, { connection, dataConverter, activities, bundle }: WorkerParts): WorkerOptions {
  return {
    connection,
    namespace: settings.TEMPORAL_NAMESPACE,
    taskQueue: settings.TEMPORAL_TASK_QUEUE,
    identity: `cien-worker@${hostname()}:${process.pid}`,
    dataConverter,
    activities,
    workflowBundle: { codePath: bundle },
    interceptors: { activity: [activityInterceptors] },
    maxCachedWorkflows: 300,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: settings.DATABASE_POOL,
    maxConcurrentActivityTaskExecutions: settings.DATABASE_POOL * ORDINARY_PER_LOCAL,
    workflowTaskPollerBehavior: poll,
    activityTaskPollerBehavior: poll,
    // Else the first message after a worker's death waits up to 10 s in the dead worker's own queue.
    stickyQueueScheduleToStartTimeout: '1s',
    shutdownGraceTime: '10s',
    shutdownForceTime: '25s',
  }
}

// Files wait for their turn in the process itself, where businesses are fair to each other; a waiting one costs next to nothing.
const FILES_AT_ONCE = 200

/** The options of the worker beside it, which only reads files. */
export function filesWorkerOptions(settings: Named, { connection, dataConverter, activities }: Omit<WorkerParts, 'bundle'>): WorkerOptions {
  const { indexFile } = activities as { indexFile?: unknown }
  return {
    connection,
    namespace: settings.TEMPORAL_NAMESPACE,
    taskQueue: filesQueue(settings.TEMPORAL_TASK_QUEUE),
    identity: `cien-files@${hostname()}:${process.pid}`,
    dataConverter,
    activities: { indexFile },
    interceptors: { activity: [activityInterceptors] },
    maxConcurrentActivityTaskExecutions: FILES_AT_ONCE,
    activityTaskPollerBehavior: poll,
    shutdownGraceTime: '10s',
    shutdownForceTime: '25s',
  }
}
