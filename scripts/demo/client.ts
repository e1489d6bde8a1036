/** Somebody of the demo company at the API: everything is made the way people make it. */
import { setTimeout as pause } from 'node:timers/promises'

/** Every demo log-in has this password. */
export const DEMO_PASSWORD = 'Cien-demo-2026'

/** What an answer holds; its shape is the API's contract. */
export type Data = ReturnType<typeof JSON.parse>

/** A machine that is busy at its first start may keep a process waiting longer than the API does. */
const PATIENCE_MS = 120_000

/** Asks again while the API says that it is busy; every deed has a key, so nothing is done twice. */
async function patient(ask: () => Promise<Response>): Promise<Response> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if ((answer.status !== 503 && answer.status !== 429) || Date.now() > until) return answer
    await pause(1000 * Number(answer.headers.get('retry-after') ?? 1))
  }
}

export interface Person {
  id: string
  get(path: string): Promise<Data>
  /** `key` names the deed: done once, however often the demo is loaded. */
  post(path: string, body: unknown, key: string): Promise<Data>
  put(path: string, body: unknown): Promise<Data>
  upload(file: { name: string; bytes: Buffer; type: string }, key: string): Promise<string>
}

async function read(what: string, answer: Response): Promise<Data> {
  const body: Data = await answer.json()
  if (answer.ok) return body.data
  throw new Error(`The demo company could not be loaded: ${what} answered ${answer.status} ${JSON.stringify(body.data)}`)
}

/** Signs in; throws with the API's answer when that fails. */
export async function signIn(url: string, username: string): Promise<Person> {
  const json = { 'Content-Type': 'application/json' }
  const login = await patient(() =>
    fetch(`${url}/api/login`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ username, password: DEMO_PASSWORD }),
    }),
  )
  const { token, user } = await read(`POST /api/login of ${username}`, login)
  const headers = { Authorization: `Bearer ${token}` }
  const send = async (method: string, path: string, init: { headers?: Record<string, string>; body?: string | FormData }): Promise<Data> =>
    read(`${method} ${path}`, await patient(() => fetch(url + path, { method, ...init, headers: { ...headers, ...init.headers } })))
  const keyed = (key: string): Record<string, string> => ({ 'Idempotency-Key': `demo-${key}` })
  return {
    id: user.id,
    get: (path) => send('GET', path, {}),
    post: (path, body, key) => send('POST', path, { headers: { ...json, ...keyed(key) }, body: JSON.stringify(body) }),
    put: (path, body) => send('PUT', path, { headers: json, body: JSON.stringify(body) }),
    async upload({ name, bytes, type }, key) {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(bytes)], { type }), name)
      const { file_path } = await send('POST', '/api/uploads', { headers: keyed(key), body: form })
      return file_path
    },
  }
}
