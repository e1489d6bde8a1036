/** The pass that opens Temporal UI through Cien's gate: a short-lived signed cookie of a live session, good for nothing else. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Settings } from '../../domain/settings'
import { publicUrl } from '../../domain/settings'
import type { SessionAt } from '../kit/actors'

export const PASS_COOKIE = 'cien_temporal'
/** Seconds a pass lives; using the UI renews it while its session lives. */
export const PASS_SECONDS = 900
/** Where browsers send the pass: to the gate, and to the codec that Temporal UI asks when operators open it directly. */
const PASS_PATHS = ['/temporal', '/api/codec'] as const

/** Whose pass it is, and until when (milliseconds since 1970). */
export interface Pass extends SessionAt {
  expires: number
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const mac = (secret: string, purpose: string, text: string): Buffer =>
  createHmac('sha256', createHmac('sha256', Buffer.from(secret, 'hex')).update(purpose).digest())
    .update(text)
    .digest()

/** True for the text's own signature under `purpose`; takes the same time for each wrong one. */
function isSigned(secret: string, purpose: string, { text, signature }: { text: string; signature: string }): boolean {
  const expected = mac(secret, purpose, text)
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const PURPOSE = 'temporal pass'

/** A new pass, `PASS_SECONDS` from `now`. */
export function issuePass(secret: string, { tenant_id, session_id, user_id }: SessionAt, now: number): string {
  const text = `${tenant_id}.${session_id}.${user_id}.${now + PASS_SECONDS * 1000}`
  return `${text}.${mac(secret, PURPOSE, text).toString('base64url')}`
}

/** What a pass says; undefined when it is forged or over. Whether its session lives is another question. */
export function readPass(secret: string, pass: string, now: number): Pass | undefined {
  const [tenant_id = '', session_id = '', user_id = '', until = '', signature = '', ...more] = pass.split('.')
  if (more.length > 0 || ![tenant_id, session_id, user_id].every((id) => UUID.test(id)) || !/^\d{13}$/.test(until)) return undefined
  const text = `${tenant_id}.${session_id}.${user_id}.${until}`
  if (!isSigned(secret, PURPOSE, { text, signature }) || Number(until) <= now) return undefined
  return { tenant_id, session_id, user_id, expires: Number(until) }
}

/** The pass among a request's cookies, or undefined. */
export function passOf(cookies: string | undefined): string | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim())
  const prefix = `${PASS_COOKIE}=`
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length)
}

/** The `Set-Cookie` headers of a pass. */
export function passCookies(settings: Settings, pass: string): string[] {
  const secure = publicUrl(settings).startsWith('https:') ? '; Secure' : ''
  return PASS_PATHS.map((path) => `${PASS_COOKIE}=${pass}; Path=${path}; Max-Age=${PASS_SECONDS}; HttpOnly; SameSite=Strict${secure}`)
}

const PAGE_TOKEN = 'temporal page token'

/** Temporal's page tokens are positions in the clear: sealed, a viewer can only return those they were given, and only for the same thing. */
export const sealToken = (secret: string, about: string, token: string): string =>
  `${token}.${mac(secret, PAGE_TOKEN, `${about}\n${token}`).toString('base64url')}`

/** The token inside a seal; undefined when it was made up or given for something else. */
export function openToken(secret: string, about: string, sealed: string): string | undefined {
  const [token = '', signature = ''] = sealed.split('.')
  return isSigned(secret, PAGE_TOKEN, { text: `${about}\n${token}`, signature }) ? token : undefined
}
