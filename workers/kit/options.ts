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

/** Connections of what runs beside the processes: rounds, the outbox, signs of life. */
const BESIDE = 4

/** Connections a worker needs so that no activity waits for one. */
export const poolOf = ({ DATABASE_POOL }: Pick<Settings, 'DATABASE_POOL'>): number => DATABASE_POOL * (1 + ORDINARY_PER_LOCAL) + BESIDE

/** The queue of the rounds over businesses: long work that no decision of a person waits behind. */
export const sweepsQueue = ({ TEMPORAL_TASK_QUEUE }: Pick<Settings, 'TEMPORAL_TASK_QUEUE'>): string => `${TEMPORAL_TASK_QUEUE}-sweeps`

/** Pages of rounds that one process works on at once. */
const SWEEPS_AT_ONCE = 2

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

/** The options of the worker for the rounds: the same processes and activities, a few of them at once. */
export function sweepsOptions(settings: Named, parts: WorkerParts): WorkerOptions {
  return {
    ...workerOptions(settings, parts),
    taskQueue: sweepsQueue(settings),
    maxCachedWorkflows: 20,
    maxConcurrentWorkflowTaskExecutions: 4,
    maxConcurrentLocalActivityExecutions: 1,
    maxConcurrentActivityTaskExecutions: SWEEPS_AT_ONCE,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: SWEEPS_AT_ONCE },
  }
}
