/** Failures as they travel through Temporal: messages and stacks are encrypted like any other payload. */
import { DefaultFailureConverter } from '@temporalio/common'

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true })
