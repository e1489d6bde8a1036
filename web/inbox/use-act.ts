/** Claiming, releasing and delegating a task. */
import { say } from '../kit/shell/say'
import { asApiError } from '../kit/api/errors'
import type { Task } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf } from '../kit/language/words'
import { act } from './tasks'

/** Runs claim, release or delegate and says why when it is refused. */
export function useAct(task: Task) {
  const text = useText()
  return async (what: 'claim' | 'release' | 'delegate', body: Record<string, unknown> = {}): Promise<boolean> => {
    try {
      await act(task, what, body)
      return true
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      say({
        color: 'red',
        title: task.subject.label,
        message: wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain ?? error.data.message),
      })
      return false
    }
  }
}
