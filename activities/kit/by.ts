/** Who a step is by, as every trail names them. */
import type { Step } from '../../domain/kit/process/types'
import type { By } from '../../db/kit/trail'

/** Who a step is by, and the request that brought its message. */
export const byOf = ({ message }: Pick<Step, 'message'>): By => ({
  actor_id: message.actor_id,
  on_behalf_of_id: message.on_behalf_of_id ?? null,
  request_id: message.request_id,
})
