/** Opens Temporal UI through Cien's gate: the pass is a cookie that only that path sees. */
import { say } from '../shell/say'
import { post } from '../api/client'
import { asApiError } from '../api/errors'
import type { Dictionary } from '../language/en'
import { reasonOf } from '../language/words'

/** Asks for a pass, then opens the address given or the list of all processes. */
export async function openTemporal(address: string | undefined, text: Dictionary): Promise<void> {
  // Opened before the pass is asked for: a browser blocks windows that do not follow a click at once.
  const tab = window.open('', '_blank')
  try {
    const { url } = await post<{ url: string }>('/api/processes/session')
    if (tab) tab.location.href = address ?? url
  } catch (failure) {
    tab?.close()
    const error = asApiError(failure)
    say({ color: 'red', title: text.processes.openUiFailed, message: reasonOf(text, error.reason, error.data.explain) })
  }
}
