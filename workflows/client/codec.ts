/** The payload codec: everything Temporal stores of a process is encrypted with the key of its tenant. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common'
import type { SerializationContext } from '@temporalio/common/lib/converter/serialization-context'
import { decode, encode } from '@temporalio/common/lib/encoding'
import { temporal } from '@temporalio/proto'
import type { CurrentKey, Ring } from '../../db/kit/keyring'
import { tenantOfProcess } from '../kit/process-ids'

const PlainPayload = temporal.api.common.v1.Payload

/** Where the data converter finds the failure converter; the bundler needs the same path. */
export const failureConverterPath = require.resolve('./failure-converter')

const ENCRYPTED = 'binary/encrypted'
const IV = 12
const TAG = 16

/** What stands where a payload was whose key is erased. */
const erased = (): Payload => ({ metadata: { encoding: encode('json/plain') }, data: encode('"[erased]"') })

function tenantOf(context: SerializationContext | undefined): string {
  const { workflowId = '' } = context ?? {}
  const tenant_id = tenantOfProcess(workflowId)
  // There is no default key: a payload of nobody's must not be stored.
  if (tenant_id === undefined) throw new Error(`No tenant to encrypt for: the workflow id is "${workflowId}"`)
  return tenant_id
}

/** The id of the key a payload was encrypted with; undefined when it is not encrypted. */
export function keyIdOf({ metadata, data }: Payload): string | undefined {
  const { encoding, 'key-id': id } = metadata ?? {}
  return encoding && id && data && decode(encoding) === ENCRYPTED ? decode(id) : undefined
}

function encrypt(payload: Payload, { id, key }: CurrentKey): Payload {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id))
  const plain = PlainPayload.encode(payload).finish()
  const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { metadata: { encoding: encode(ENCRYPTED), 'key-id': encode(id) }, data }
}

/** The plain payload; throws when it was tampered with or the key is not its own. */
export function decrypt(payload: Payload, { id, key }: CurrentKey): Payload {
  const data = payload.data ?? new Uint8Array()
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV))
  decipher.setAAD(Buffer.from(id)).setAuthTag(data.subarray(-TAG))
  return PlainPayload.decode(Buffer.concat([decipher.update(data.subarray(IV, -TAG)), decipher.final()]))
}

/** Decodes one payload; plain ones stay as they are, those whose key is erased say so instead of failing their process for ever. */
async function open(ring: Ring, payload: Payload): Promise<Payload> {
  const id = keyIdOf(payload)
  if (id === undefined) return payload
  const found = await ring.byId(id)
  return found ? decrypt(payload, { id, key: found.key }) : erased()
}

/** Encrypts with the current key of the tenant in the workflow id, decrypts by the key id in the payload. */
export const tenantCodec = (ring: Ring): PayloadCodec => ({
  async encode(payloads, context) {
    if (payloads.length === 0) return payloads
    const current = await ring.current(tenantOf(context))
    return payloads.map((payload) => encrypt(payload, current))
  },
  decode: (payloads) => Promise.all(payloads.map((payload) => open(ring, payload))),
})

/** The one data converter of client, worker and replay. */
export const dataConverterOf = (ring: Ring): DataConverter => ({ payloadCodecs: [tenantCodec(ring)], failureConverterPath })

/** For stored histories and their replay: nothing is encrypted, failures keep their shape. */
export const plainDataConverter: DataConverter = { failureConverterPath }
