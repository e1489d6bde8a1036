/** What Temporal stores of a process: unreadable without the tenant's key, and gone with it. */
import { randomBytes, randomUUID } from 'node:crypto'
import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common'
import { decode, encode } from '@temporalio/common/lib/encoding'
import type { Ring } from '../../db/kit/keyring'
import { dataConverterOf, tenantCodec } from '../../workflows/client/codec'
import { failureConverter } from '../../workflows/client/failure-converter'

/** A ring in memory, with the same promises as the real one. */
function memoryRing(): Ring {
  const currents = new Map<string, string>()
  const keys = new Map<string, { tenant_id: string; key: Buffer }>()
  return {
    async current(tenant_id) {
      const id = currents.get(tenant_id) ?? randomUUID()
      currents.set(tenant_id, id)
      const found = keys.get(id) ?? { tenant_id, key: randomBytes(32) }
      keys.set(id, found)
      return { id, key: found.key }
    },
    byId: async (id) => keys.get(id),
    rotate: async (tenant_id) => void currents.delete(tenant_id),
    async erase(tenant_id) {
      for (const [id, key] of keys) if (key.tenant_id === tenant_id) keys.delete(id)
    },
    forget: () => undefined,
  }
}

const context = (tenant_id: string) =>
  ({ type: 'workflow', namespace: 'cien', workflowId: `${tenant_id}/document/${randomUUID()}` }) as const
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value) as Payload
const valueOf = (decoded: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(decoded as Payload)

const tenant_id = randomUUID()
let ring: Ring
beforeEach(() => {
  ring = memoryRing()
})

test('what was encoded comes back, empty, binary and unicode values too', async () => {
  const codec = tenantCodec(ring)
  const values = [{ name: 'Contrato nº 5 – ção' }, undefined, null, new Uint8Array([0, 255]), []]
  const encoded = await codec.encode(values.map(payload), context(tenant_id))
  const decoded = await codec.decode(encoded)
  expect(decoded.map(valueOf)).toEqual(values)
  expect(await codec.encode([])).toEqual([])
})

test('nothing of a value can be read in what is stored, and equal values look different', async () => {
  const [one, other] = await tenantCodec(ring).encode([payload('secret'), payload('secret')], context(tenant_id))
  const stored = Buffer.from(one?.data ?? [])
  expect(stored.includes('secret')).toBe(false)
  expect(stored.includes('json/plain')).toBe(false)
  expect(stored.equals(Buffer.from(other?.data ?? []))).toBe(false)
  expect(decode(one?.metadata?.encoding ?? encode(''))).toBe('binary/encrypted')
})

test('without a tenant in the workflow id nothing is encoded', async () => {
  const codec = tenantCodec(ring)
  const activity = { type: 'activity', namespace: 'cien', isLocal: true } as const
  const nobody = [
    undefined,
    activity,
    { ...context(tenant_id), workflowId: 'document/5' },
    { ...context(tenant_id), workflowId: tenant_id },
  ]
  for (const each of nobody) await expect(codec.encode([payload(1)], each)).rejects.toThrow('No tenant to encrypt for')
})

test('an activity is encrypted for the tenant of its workflow', async () => {
  const [encoded] = await tenantCodec(ring).encode([payload(1)], { ...context(tenant_id), type: 'activity', isLocal: true })
  const id = decode(encoded?.metadata?.['key-id'] ?? encode(''))
  expect((await ring.byId(id))?.tenant_id).toBe(tenant_id)
})

test('a changed payload is refused, a key id of another payload too', async () => {
  const codec = tenantCodec(ring)
  const [encoded] = await codec.encode([payload('secret')], context(tenant_id))
  const data = Buffer.from(encoded?.data ?? [])
  data[20] = (data[20] ?? 0) ^ 1
  await expect(codec.decode([{ ...encoded, data }])).rejects.toThrow()
  const [foreign] = await codec.encode([payload('other')], context(randomUUID()))
  await expect(codec.decode([{ ...encoded, metadata: foreign?.metadata }])).rejects.toThrow()
})

test('what was written with a rotated key stays readable, what an erased tenant wrote says so', async () => {
  const codec = tenantCodec(ring)
  const old = await codec.encode([payload('old')], context(tenant_id))
  await ring.rotate(tenant_id)
  const fresh = await codec.encode([payload('new')], context(tenant_id))
  expect((await codec.decode([...old, ...fresh])).map(valueOf)).toEqual(['old', 'new'])
  await ring.erase(tenant_id)
  expect((await codec.decode([...old, ...fresh])).map(valueOf)).toEqual(['[erased]', '[erased]'])
})

test('plain payloads of other clients are left alone', async () => {
  const plain = payload({ hello: 'world' })
  expect(await tenantCodec(ring).decode([plain])).toEqual([plain])
})

test('message and stack of a failure are payloads, so they are encrypted', () => {
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ type: 'Refusal', message: 'IBAN DE00' }),
    defaultPayloadConverter,
  )
  expect(JSON.stringify({ ...failure, encodedAttributes: undefined })).not.toContain('IBAN')
  expect(failure.encodedAttributes).toBeTruthy()
  expect(failureConverter.failureToError(failure, defaultPayloadConverter).message).toBe('IBAN DE00')
  expect(dataConverterOf(ring).failureConverterPath).toMatch(/failure-converter/)
})
