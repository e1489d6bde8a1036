/** Every request of the console: the envelope, the token, repeating what may be repeated, and refusals as ApiError. */
import { ApiError, type FailureData } from './errors'
import { distrust, liveToken } from './session'
import type { ListMeta } from './types'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface Answer<T> {
  data: T
  meta: ListMeta
}

interface Options {
  query?: Query
  body?: unknown
  signal?: AbortSignal
  /** For calls without a session: registration and its like. */
  open?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const TRIES = 3
const PAUSE_MS = 600
const LONGEST_PAUSE_MS = 5000

/** A random id, also where the page was not served over TLS. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** `path` with its query string; empty values are left out. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}

/** The failure an answer stands for. */
export async function failureOf(answer: Response): Promise<ApiError> {
  // An answer from before the application (a proxy's page) has no envelope: its status is all there is.
  const body = (await answer.json().catch(() => null)) as { data?: FailureData } | null
  return new ApiError(answer.status, body?.data ?? {}, Number(answer.headers.get('Retry-After')) || null)
}

const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

/** One exchange with a token; a refused token is renewed once. */
export async function exchange(path: string, init: RequestInit & { open?: boolean }): Promise<Response> {
  const { open = false, ...rest } = init
  for (let renewed = false; ; renewed = true) {
    const token = open ? '' : await liveToken()
    const headers = new Headers(rest.headers)
    if (!open) headers.set('Authorization', `Bearer ${token}`)
    const answer = await fetch(path, { ...rest, headers })
    if (answer.status !== 401 || open || renewed) return answer
    distrust(token)
  }
}

async function once<T>(path: string, init: RequestInit & { open?: boolean }): Promise<Answer<T>> {
  let answer: Response
  try {
    answer = await exchange(path, init)
  } catch (error) {
    if (error instanceof ApiError) throw error
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, {}, null)
  }
  if (!answer.ok) throw await failureOf(answer)
  const body = (await answer.json()) as Answer<T>
  return { data: body.data, meta: body.meta }
}

/** Sends a request and answers its data; throws ApiError. A POST carries one Idempotency-Key over all its tries. */
async function send<T>(method: Method, path: string, options: Options = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = {}
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (method === 'POST' && !options.open) headers['Idempotency-Key'] = randomId()
  const init = {
    method,
    headers,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
    open: options.open,
  }
  const address = addressOf(path, options.query)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once<T>(address, init)
    } catch (error) {
      const passing = error instanceof ApiError && error.passing && error.status !== 429
      // A PUT carries the version it read and a DELETE its id: repeating either cannot apply it twice.
      if (!passing || attempt >= TRIES || !navigator.onLine) throw error
      await pause(Math.min((error.retry_after ?? 0) * 1000 || PAUSE_MS * attempt, LONGEST_PAUSE_MS))
    }
  }
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await send<T>('GET', path, { query, signal })).data
/** An answer of any shape with its `meta`. */
export const getAnswer = <T, M>(path: string, query?: Query, signal?: AbortSignal): Promise<{ data: T; meta: M }> =>
  send<T>('GET', path, { query, signal }) as Promise<{ data: T; meta: M }>
/** A list with its `meta`. */
export const getList = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer<T[]>> =>
  send<T[]>('GET', path, { query, signal })
export const post = async <T>(path: string, body: unknown = {}): Promise<T> => (await send<T>('POST', path, { body })).data
export const put = async <T>(path: string, body: unknown): Promise<T> => (await send<T>('PUT', path, { body })).data
export const remove = async (path: string): Promise<void> => {
  await send<null>('DELETE', path)
}
/** A GET by somebody who has no session. */
export const getOpen = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await send<T>('GET', path, { signal, open: true })).data
/** A POST by somebody who has no session. */
export const postOpen = async <T>(path: string, body: unknown): Promise<T> => (await send<T>('POST', path, { body, open: true })).data

/** A file's bytes; throws ApiError. */
export async function getFile(path: string, signal?: AbortSignal): Promise<Blob> {
  const answer = await exchange(path, { method: 'GET', signal })
  if (!answer.ok) throw await failureOf(answer)
  return answer.blob()
}
