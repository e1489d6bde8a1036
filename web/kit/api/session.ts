/** Who is signed in: the access token lives in memory only, the refresh token in a cookie that scripts cannot read. */
import { ApiError } from './errors'
import type { Me } from './types'

export type SessionState =
  | { status: 'starting' | 'out'; me: null; reason?: string }
  | { status: 'in'; me: Me }
  /** The log-in has ended while a page was in use: requests wait until the same person signs in again. */
  | { status: 'expired'; me: Me }

interface Tokens {
  token: string
  expires_in: number
  user: Me
}

const HEADERS = { 'Content-Type': 'application/json', 'X-Cien': '1' }
/** A token is renewed this long before it ends, so that no request meets a dead one. */
const EARLY_MS = 30_000

let state: SessionState = { status: 'starting', me: null }
let token = ''
let expires_at = 0
let renewing: Promise<boolean> | undefined
const listeners = new Set<() => void>()
let waiting: (() => void)[] = []

function move(next: SessionState): void {
  state = next
  for (const listener of listeners) listener()
}

export const sessionState = (): SessionState => state

/** Calls `listener` on every change; answers how to stop. */
export function watchSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function accept(given: Tokens): void {
  token = given.token
  expires_at = Date.now() + given.expires_in * 1000
  move({ status: 'in', me: given.user })
  const released = waiting
  waiting = []
  for (const go of released) go()
}

async function post(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) })
  } catch {
    // Only a broken connection comes from here; the caller learns it as status 0.
    throw new ApiError(0, {}, null)
  }
}

async function failure(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => ({}) as object)) as { data?: Record<string, unknown> }
  return new ApiError(answer.status, body.data ?? {}, Number(answer.headers.get('Retry-After')) || null)
}

/** Signs in; throws an ApiError with 401 for wrong credentials, 403 with the reason for people shut out. */
export async function signIn(username: string, password: string): Promise<void> {
  const answer = await post('/api/login', { username, password })
  if (!answer.ok) throw await failure(answer)
  const { data } = (await answer.json()) as { data: Tokens }
  const before = state.me
  accept(data)
  // Somebody else signed in over an open page: nothing of the first person may stay on it.
  if (before && before.id !== data.user.id) window.location.assign('/')
}

async function renew(): Promise<boolean> {
  const answer = await post('/api/refresh', {})
  if (answer.ok) {
    accept(((await answer.json()) as { data: Tokens }).data)
    return true
  }
  if (answer.status >= 500 || answer.status === 429) throw await failure(answer)
  move(state.me ? { status: 'expired', me: state.me } : { status: 'out', me: null })
  return false
}

/** Exchanges the refresh cookie for a token, once for all who ask at the same time; false when it no longer counts. */
export function renewSession(): Promise<boolean> {
  renewing ??= renew().finally(() => {
    renewing = undefined
  })
  return renewing
}

/** A token that still lives; waits for the person when the log-in has ended. Throws 401 when nobody is signed in. */
export async function liveToken(): Promise<string> {
  if (state.status === 'in' && Date.now() < expires_at - EARLY_MS) return token
  if (state.status === 'in' || state.status === 'starting') await renewSession()
  if (sessionState().status === 'expired') await new Promise<void>((go) => waiting.push(go))
  if (sessionState().status !== 'in') throw new ApiError(401, {}, null)
  return token
}

/** Forgets a token that the server refused, unless another request has renewed it meanwhile. */
export function distrust(refused: string): void {
  if (refused === token) expires_at = 0
}

/** The person's own data after they changed it. */
export function updateMe(me: Me): void {
  if (state.status === 'in') move({ status: 'in', me })
}

/** Ends the session on the server as far as it can be reached, and here in any case. */
export async function signOut(everywhere = false): Promise<void> {
  const path = everywhere ? '/api/logout-everywhere' : '/api/logout'
  const headers = { ...HEADERS, Authorization: `Bearer ${token}` }
  // Away or already ended on the server: the token is forgotten here all the same.
  await fetch(path, { method: 'POST', headers, body: '{}' }).catch(() => undefined)
  token = ''
  expires_at = 0
  window.location.assign('/sign-in')
}
