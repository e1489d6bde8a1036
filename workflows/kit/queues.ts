/** The task queues beside the one of all processes. */

/** Where long work on files waits, so that it never holds the places of decisions. */
export const filesQueue = (task_queue: string): string => `${task_queue}-files`
