/** What is asked for before anything is drawn, and beside each other: who is signed in, the words, the frame. */
import { queries, resourcesQuery } from './kit/api/queries'
import { renewSession, sessionState } from './kit/api/session'
import { firstLanguage, speak } from './kit/language/dictionaries'

const RETRY_MS = 2000
/** Pages without the frame. */
const PUBLIC = /^\/(sign-in|register|verify)/

/** Asks for the session of the refresh cookie; while the server is away it asks again. */
async function start(): Promise<void> {
  try {
    await renewSession()
  } catch {
    // The page says itself that it waits for the server.
    setTimeout(() => void start(), RETRY_MS)
  }
}

export const session = start()
/** What most pages are made from; the platform has no such records, so it is not asked for any. */
export const definitions = session.then(() => {
  const { status, me } = sessionState()
  return status === 'in' && me.user_type !== 'super_admin' ? queries.prefetchQuery(resourcesQuery()) : undefined
})
export const words = speak(firstLanguage())
/** Whether the first page stands in the frame: only then is it fetched with it. */
export const framed = !PUBLIC.test(window.location.pathname)
if (framed) void import('./kit/shell/shell')
