/** A step taken from a record's page: done and said, or refused with its reason; either way the page reads anew. */
import { say } from '../shell/say'
import { asApiError } from '../api/errors'
import { refresh } from '../api/queries'
import { useText } from '../language/language'
import { whyRefused } from '../language/words'

/** Runs a step, says what came of it, and reads `paths` and the inbox again; true when it was done. */
export function useStep(...paths: string[]) {
  const text = useText()
  return async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
    let ok = true
    try {
      await work()
      if (done) say({ message: done })
    } catch (failure) {
      say({ color: 'red', message: whyRefused(text, asApiError(failure)) })
      ok = false
    }
    await Promise.all([...paths, '/api/tasks'].map(refresh))
    return ok
  }
}
