/** The signed-in person, for every component that needs to know. */
import { useSyncExternalStore } from 'react'
import { sessionState, type SessionState, watchSession } from '../api/session'
import type { Me } from '../api/types'

export const useSession = (): SessionState => useSyncExternalStore(watchSession, sessionState)

/** The person; null while nobody is signed in. */
export const useMe = (): Me | null => useSession().me
