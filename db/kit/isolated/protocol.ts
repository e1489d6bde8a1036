/** What a process and its children of the isolated pool say to each other. */
import type { Refusal } from '../../../domain/errors'

/** The limits of one job; whoever breaks one is ended. */
export interface IsolatedLimits {
  /** Processor time, in milliseconds; on a busy machine the job may take twice as long by the clock. */
  time_ms: number
  /** What the whole child may hold, in MB: unfolded pictures and streams lie outside the heap of JavaScript. */
  memory_mb: number
  /** Bytes of the answer. */
  output_bytes: number
}

/** A job as the child gets it. */
export interface Job {
  module: string
  input: unknown
  limits: IsolatedLimits
}

/** What a child says: that it is ready, or how its job went. `output` is serialised by V8, so its size is known before it is sent. */
export type Said =
  | { ready: true }
  | { output: Uint8Array; rss_mb: number }
  | { refused: Refusal; rss_mb: number }
  | { failed: string; rss_mb: number }
  | { over: 'output'; rss_mb: number }

/** How the watch of a child ends it: the signal says which limit was broken. A full heap ends in SIGABRT by itself. */
export const TIME_SIGNAL = 'SIGUSR2'
export const MEMORY_SIGNALS: readonly string[] = ['SIGKILL', 'SIGABRT', 'SIGTRAP', 'SIGILL']

/** Places of the numbers that a child shares with its watch. */
export const WATCHED = { memory_mb: 0, processor_ms: 1 } as const
