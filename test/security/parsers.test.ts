/** Files whose shape multiplies work (K1, K7): each is answered, none ends the process, and nobody else waits for it. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import fc from 'fast-check'
import { type TestApp, startApp } from '../support/app'
import { uploadFile } from '../support/forms'
import * as hostile from '../support/hostile'
import * as samples from '../support/samples'
import { type Business, tenant } from '../support/tenant'

const BLOCK_MS = 400
const ANSWERS = [201, 415, 422]

let app: TestApp
let firm: Business
let other: Business
beforeAll(async () => {
  app = await startApp()
  firm = await tenant(app)
  other = await tenant(app)
  await uploadFile(app, other.admin, { bytes: samples.samplePng(), name: 'warm.png' })
})
afterAll(() => app.stop())

/** The longest the event loop, and with it every other caller, stood still meanwhile. */
async function blockOf(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  await work()
  delay.disable()
  return delay.max / 1e6
}

/** Sends a file; the event loop stands still within bounds in the best of a few attempts, since the machine is busy elsewhere. */
async function answered(bytes: Buffer, name: string): Promise<number> {
  let [status, least] = [0, Number.POSITIVE_INFINITY]
  for (let attempt = 0; attempt < 8 && least > BLOCK_MS; attempt += 1) {
    const block = await blockOf(async () => {
      status = (await uploadFile(app, firm.admin, { bytes, name })).status
    })
    least = Math.min(least, block)
  }
  expect(least).toBeLessThan(BLOCK_MS)
  return status
}

describe('a shape that multiplies', () => {
  it.each<[string, string, () => Buffer]>([
    ['150 pointers to one directory', 'a.jpg', () => samples.sampleJpeg(undefined, samples.manyPlaces(150))],
    ['5,000 pointers to one directory', 'a.jpg', () => samples.sampleJpeg(undefined, samples.manyPlaces(5000))],
    ['two million empty chunks', 'a.png', () => hostile.chunkyPng(24_000_000)],
    ['six million empty segments', 'a.jpg', () => hostile.segmentedJpeg(6_000_000)],
    ['a million scans of one picture', 'a.jpg', () => hostile.scannedJpeg(1_000_000)],
    ['a million frames', 'a.gif', () => hostile.framedGif(1_000_000)],
    ['a million chunks', 'a.webp', () => hostile.chunkyWebp(1_000_000)],
    ['81 megapixels in 80 KB', 'a.png', hostile.flatPng],
    ['9,999 entries', 'a.docx', () => hostile.manyEntries(9_990)],
    ['an entry that unfolds without end', 'a.docx', samples.flatBomb],
    ['entries that are one', 'a.docx', samples.overlappingBomb],
    ['megabytes of angle brackets', 'a.txt', () => Buffer.alloc(20_000_000, '<')],
    ['megabytes of white space', 'a.txt', () => Buffer.alloc(20_000_000, ' ')],
    ['a PDF of half-begun objects', 'a.pdf', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(20_000_000, '1 0 obj<<')])],
  ])('%s is answered, and nobody else waits', async (_what, name, make) => {
    expect(ANSWERS).toContain(await answered(make(), name))
    expect((await uploadFile(app, other.admin, { bytes: samples.samplePng(), name: 'next.png' })).status).toBe(201)
  })
})

const kinds: Record<string, Buffer> = {
  'a.png': samples.samplePng(4, 4, [['eXIf', samples.gpsExif()]]),
  'a.jpg': samples.sampleJpeg(undefined, samples.gpsExif()),
  'a.gif': samples.sampleGif(3),
  'a.webp': samples.sampleWebp(5, 4, [['EXIF', samples.gpsExif()]]),
  'a.docx': samples.sampleDocx(),
  'a.xlsx': samples.sampleXlsx(),
  'a.pdf': samples.samplePdf('words'),
}

/** One change of a file: bytes overwritten, a piece repeated or cut out, a number made extreme. */
const change = fc.record({
  at: fc.nat(2000),
  length: fc.nat(64),
  kind: fc.constantFrom('flip', 'repeat', 'cut', 'extreme'),
  times: fc.integer({ min: 1, max: 2000 }),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function changed(bytes: Buffer, { at, length, kind, times }: Change): Buffer {
  const start = at % bytes.length
  const end = Math.min(bytes.length, start + length + 1)
  const piece = bytes.subarray(start, end)
  const middle =
    kind === 'flip'
      ? Buffer.from(piece.map((byte) => byte ^ times))
      : kind === 'repeat'
        ? Buffer.alloc(piece.length * times, piece)
        : kind === 'extreme'
          ? Buffer.alloc(Math.min(4, piece.length), times % 2 === 0 ? 0xff : 0)
          : Buffer.alloc(0)
  return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(kind === 'extreme' ? start + middle.length : end)])
}

it.each(Object.keys(kinds))('%s changed at random is taken or refused, and never an error', async (name) => {
  const whole = kinds[name] ?? Buffer.alloc(0)
  // A failure prints its seed and path, by which it is found again.
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const { status } = await uploadFile(app, firm.admin, { bytes: changes.reduce(changed, whole), name })
      expect(ANSWERS).toContain(status)
    }),
    { numRuns: 40 },
  )
  expect((await uploadFile(app, other.admin, { bytes: whole, name })).status).toBe(201)
})
