/** Payloads inside Temporal's JSON answers and histories, opened wherever they stand. */
import type { Payload } from '@temporalio/common'
import { type JSONPayload, JSONToPayload, payloadToJSON } from '@temporalio/common/lib/proto-utils'
import type { Ring } from '../../db/kit/keyring'
import { decrypt, keyIdOf } from './codec'

/** Opens one payload; what may not be read comes back unchanged. */
export type OpenPayload = (payload: Payload) => Promise<Payload>

/** A viewer's way to open payloads: those of the tenants that `may_read` allows; what was tampered with says so. */
export const openFor =
  (ring: Ring, may_read: (tenant_id: string) => boolean): OpenPayload =>
  async (payload) => {
    const id = keyIdOf(payload)
    if (id === undefined) return payload
    const found = await ring.byId(id)
    if (!found) return note('[erased]')
    if (!may_read(found.tenant_id)) return payload
    try {
      return decrypt(payload, { id, key: found.key })
    } catch {
      // The viewer must see that something is wrong with this one, and still see the rest.
      return note('[damaged]')
    }
  }

const note = (text: string): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(text)),
})

/** base64 of "binary/encrypted". */
const ENCRYPTED = 'YmluYXJ5L2VuY3J5cHRlZA=='

function isEncrypted(value: object): value is JSONPayload {
  const { metadata, data } = value as JSONPayload
  return metadata?.encoding === ENCRYPTED && typeof data === 'string'
}

/**
 * What was encrypted as a payload, from the JSON that anybody may have written; undefined for all else. Read here and not
 * by Temporal's own reader, which throws at what is no payload.
 */
export function encryptedIn(value: object): Payload | undefined {
  if (!isEncrypted(value)) return undefined
  const metadata = Object.entries(value.metadata ?? {}).map(([name, text]) => [name, Buffer.from(String(text), 'base64')] as const)
  return { metadata: Object.fromEntries(metadata), data: Buffer.from(String(value.data), 'base64') }
}

/** The JSON value with every encrypted payload in it opened; other values are left as they are. */
export async function decodeJson(value: unknown, open: OpenPayload): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Promise.all(value.map((item) => decodeJson(item, open)))
  if (isEncrypted(value)) return payloadToJSON(await open(JSONToPayload(value) as Payload))
  const entries = await Promise.all(Object.entries(value).map(async ([name, inner]) => [name, await decodeJson(inner, open)] as const))
  return Object.fromEntries(entries)
}
