/** A write refused because the record changed meanwhile says who changed what, so that the person can settle it with them. */
import { Refused } from '../../domain/errors'
import { changesSince } from '../../db/kit/stories'
import type { Call, Route } from './route'

/** The refusal of a stale write with `changed` beside `current`; anything else as it was. */
export async function withChanges(failure: unknown, route: Route, call: Call): Promise<unknown> {
  if (!(failure instanceof Refused) || failure.code !== 'stale_version' || !route.resource) return failure
  const { id } = (call.params ?? {}) as { id?: string }
  const { version } = (call.body ?? {}) as { version?: number }
  if (id === undefined || version === undefined) return failure
  const { status, code, message, details } = failure
  const changed = await changesSince(call.db, { record_type: route.resource.type, record_id: id }, version)
  return new Refused({ status, code, message, details: { ...details, changed } })
}
