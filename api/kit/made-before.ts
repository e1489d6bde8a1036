/** What an earlier try of a request left behind. */
import { reach } from '../../domain/kit/failpoint'
import type { Call } from './route'

/**
 * What an earlier try of this request made under its effect id, or undefined: then the handler checks what was sent, and makes it.
 * The earlier try may still get through between the two; `idempotent` asks once more before it tells of a refusal.
 */
export async function madeBefore<T>(call: Pick<Call, 'repeated'>, find: () => Promise<T | undefined>): Promise<T | undefined> {
  const made = call.repeated ? await find() : undefined
  if (made === undefined) await reach('K13')
  return made
}
