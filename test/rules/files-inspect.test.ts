/** What the bytes of a file say, whatever it is called. */
import { Refused } from '../../domain/errors'
import { withoutPlace } from '../../db/kit/files/places'
import { inspect } from '../../db/kit/files/inspect'
import * as samples from '../support/samples'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const page = '<!DOCTYPE html><html><script>alert(1)</script></html>'
const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS'}-TEST-FILE!$H+H*`

async function refusal(bytes: Buffer, name: string): Promise<number> {
  try {
    await inspect(bytes, name)
  } catch (error) {
    if (error instanceof Refused) return error.status
    throw error
  }
  return 200
}

describe('inspect', () => {
  it.each([
    ['a.pdf', samples.samplePdf(), 'application/pdf', 'pending'],
    ['a.pdf', samples.scriptedPdf(), 'application/pdf', 'pending'],
    ['a.png', samples.samplePng(), 'image/png', 'none'],
    ['a.jpg', samples.sampleJpeg(), 'image/jpeg', 'none'],
    ['a.gif', samples.sampleGif(3), 'image/gif', 'none'],
    ['a.webp', samples.sampleWebp(), 'image/webp', 'none'],
    ['a.docx', samples.sampleDocx(), DOCX, 'none'],
    ['a.xlsx', samples.sampleXlsx(), XLSX, 'none'],
    ['a.txt', Buffer.from('\uFEFFHello, Wörld\n'), 'text/plain', 'done'],
    ['a.csv', Buffer.from('PK,price\n1,2\n'), 'text/csv', 'done'],
    ['noname', Buffer.from('a < b'), 'text/plain', 'done'],
  ] as const)('DOC-8 %s is known by its bytes', async (...[name, bytes, mime_type, text_state]) => {
    expect(await inspect(bytes, name)).toMatchObject({ mime_type, text_state })
  })

  it('DOC-10 the words of a text file are read at once, without its byte order mark', async () => {
    expect((await inspect(Buffer.from('\uFEFFHello'), 'a.txt')).content_text).toBe('Hello')
    expect((await inspect(samples.samplePdf(), 'a.pdf')).content_text).toBeNull()
  })

  it.each([
    ['a page called PDF', Buffer.from(page), 'a.pdf', 415],
    ['a page called text', Buffer.from(page), 'a.txt', 415],
    ['a page behind white space', Buffer.from(`${' '.repeat(9000)}<html>`), 'a.txt', 415],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'a.svg', 415],
    ['SVG called PNG', Buffer.from('<?xml version="1.0"?><svg/>'), 'a.png', 415],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>'), 'a.txt', 415],
    ['a shell script', Buffer.from('#!/bin/sh\nrm -rf /'), 'a.txt', 415],
    ['a script by name', Buffer.from('alert(1)'), 'a.js', 415],
    ['a program', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'a.pdf', 415],
    ['Latin-1 text', Buffer.from('caf\xe9', 'latin1'), 'a.txt', 415],
    ['text with NUL', Buffer.from('a\0b'), 'a.txt', 415],
    ['PDF called PNG', samples.samplePdf(), 'a.png', 415],
    ['PNG called PDF', samples.samplePng(), 'a.pdf', 415],
    ['DOCX called XLSX', samples.sampleDocx(), 'a.xlsx', 415],
    ['a picture with a page inside', Buffer.concat([samples.sampleGif(), Buffer.from('<script>alert(1)</script>')]), 'a.gif', 415],
    [
      'a PDF with an archive behind',
      Buffer.concat([samples.samplePdf(), samples.zipOf([{ name: 'a', content: Buffer.from('b') }])]),
      'a.pdf',
      415,
    ],
    ['the test virus', Buffer.from(EICAR), 'a.txt', 422],
    ['nothing', Buffer.alloc(0), 'a.pdf', 422],
    ['white space', Buffer.from(' \n\n'), 'a.txt', 422],
  ] as const)('U03 %s is refused', async (...[, bytes, name, status]) => {
    expect(await refusal(bytes, name)).toBe(status)
  })

  it.each([
    ['flat', samples.flatBomb],
    ['overlapping', samples.overlappingBomb],
    ['nested', samples.nestedBomb],
    ['a plain zip', () => samples.zipOf([{ name: 'a.txt', content: Buffer.from('a') }])],
    ['macros', samples.macroDocx],
    ['a path that leads out', () => samples.sampleDocx([{ name: '../../etc/cron.d/x', content: Buffer.from('a') }])],
    ['an absolute path', () => samples.sampleDocx([{ name: '/etc/passwd', content: Buffer.from('a') }])],
    ['a link', () => samples.sampleDocx([{ name: 'word/link', content: Buffer.from('/etc/passwd'), unix_mode: 0o120777 }])],
    ['encrypted', () => samples.sampleDocx([{ name: 'word/x', content: Buffer.from('a'), flags: 1 }])],
    ['two entries of one name', () => samples.sampleDocx([{ name: 'word/document.xml', content: Buffer.from('other') }])],
    ['a directory that is cut off', () => samples.sampleDocx().subarray(0, -30)],
    ['something before it', () => Buffer.concat([Buffer.from('PK\x03\x04 something'), samples.sampleDocx()])],
    [
      'a bomb as list of types',
      () => samples.zipOf([{ name: '[Content_Types].xml', content: Buffer.alloc(9_000_000, ' '), unpacked: 100 }]),
    ],
  ])('U02 an archive is refused in under two seconds: %s', async (_what, make) => {
    const bytes = make()
    const start = performance.now()
    expect(await refusal(bytes, 'a.docx')).toBe(415)
    expect(performance.now() - start).toBeLessThan(2000)
  })

  it.each([
    ['PNG of 50,000 x 50,000', samples.samplePng(50_000, 50_000), 'a.png'],
    ['JPEG of 50,000 x 50,000', samples.sampleJpeg({ width: 50_000, height: 50_000 }), 'a.jpg'],
    ['WebP of 16,384 x 16,384', samples.sampleWebp(16_384, 16_384), 'a.webp'],
    ['GIF of 10,000 frames', samples.sampleGif(10_000), 'a.gif'],
    ['PNG of 10,000 frames', samples.samplePng(2, 2, [['acTL', Buffer.from([0, 0, 0x27, 0x10, 0, 0, 0, 0])]]), 'a.png'],
    ['half a PNG', samples.samplePng().subarray(0, 40), 'a.png'],
    ['PNG without pixels', samples.samplePng(0, 0), 'a.png'],
    ['half a JPEG', samples.sampleJpeg().subarray(0, 60), 'a.jpg'],
    ['JPEG without its end', samples.sampleJpeg().subarray(0, -2), 'a.jpg'],
    ['half a GIF', samples.sampleGif().subarray(0, 25), 'a.gif'],
    ['half a WebP', samples.sampleWebp().subarray(0, 30), 'a.webp'],
  ])('U06 %s is refused', async (_what, bytes, name) => {
    expect(await refusal(bytes, name)).toBe(422)
  })

  it('U06 any cut of a picture or archive is answered with a refusal, never an error', async () => {
    const whole = [samples.samplePng(), samples.sampleJpeg(), samples.sampleWebp(), samples.sampleDocx()]
    for (const bytes of whole) {
      // Fewer bytes than eight may as well be text.
      for (let length = 8; length < bytes.length; length += 1)
        expect([415, 422]).toContain(await refusal(bytes.subarray(0, length), 'noname'))
    }
  })

  it.each([
    ['its header', 29],
    ['its pixels', samples.samplePng().indexOf('IEND') - 5],
  ])('U06 a PNG with a wrong sum over %s is refused', async (_what, at) => {
    const bytes = samples.samplePng()
    const broken = Buffer.from(bytes)
    broken[at] = (bytes[at] ?? 0) ^ 1
    expect([await refusal(bytes, 'a.png'), await refusal(broken, 'a.png')]).toEqual([200, 422])
  })

  it.each([
    ['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1'), /a TIFF picture/],
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), /a HEIC picture/],
    ['old XLS', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /of the old kind/],
    [
      'protected XLSX',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]),
      /protected by a password/,
    ],
  ])('a refusal says that it is about %s', async (_what, bytes, sentence) => {
    await expect(inspect(bytes, 'a.bin')).rejects.toThrow(sentence)
  })

  it.each([
    ['a.pdf', Buffer.concat([Buffer.from('\uFEFF\r\n'), samples.samplePdf()]), 'application/pdf'],
    ['a.pdf', Buffer.concat([Buffer.alloc(900, 'x'), samples.samplePdf()]), 'application/pdf'],
    ['notes.txt', Buffer.from('A PDF begins with %PDF-1.7.'), 'text/plain'],
    ['Contract 2026.03.15', samples.samplePdf(), 'application/pdf'],
    ['Proposta v1.2', samples.samplePdf(), 'application/pdf'],
    ['scan.pdf (1)', samples.samplePdf(), 'application/pdf'],
    ['mail.txt', Buffer.from('<jane@example.test> wrote:\n> yes'), 'text/plain'],
    ['note', Buffer.from('<Acme> agrees'), 'text/plain'],
  ])('what people really send is taken: %s', async (name, bytes, mime_type) => {
    expect(await inspect(bytes, name)).toMatchObject({ mime_type })
  })
})

describe('withoutPlace', () => {
  const exif = samples.gpsExif()
  const xmp = Buffer.from('<x exif:GPSLatitude="48,12.5N"/>')

  it.each([
    ['image/jpeg', samples.sampleJpeg(undefined, exif)],
    ['image/webp', samples.sampleWebp(5, 4, [['EXIF', exif]])],
  ])('U06 the place is taken out of %s, its make stays', async (type, bytes) => {
    const clean = withoutPlace(bytes, type)
    expect(clean).toHaveLength(bytes.length)
    expect(clean?.includes(Buffer.from([0x80, 0x0d, 0, 0, 100, 0, 0, 0]))).toBe(false)
    expect(bytes.includes(Buffer.from([0x80, 0x0d, 0, 0, 100, 0, 0, 0]))).toBe(true)
    expect(clean?.includes('Cam\0')).toBe(true)
    expect(clean && withoutPlace(clean, type)).toBeUndefined()
    expect(clean && (await inspect(clean, 'a')).mime_type).toBe(type)
  })

  it('U06 the place is taken out of XMP, and out of PNG with its chunk', () => {
    const webp = withoutPlace(samples.sampleWebp(5, 4, [['XMP ', xmp]]), 'image/webp')
    expect(webp?.includes('48,12.5N')).toBe(false)
    expect(webp?.includes('exif:GPSLatitude="        "')).toBe(true)
    const png = samples.samplePng(2, 2, [['eXIf', exif]])
    expect(withoutPlace(png, 'image/png')).toEqual(samples.samplePng())
  })

  it('U06 a picture that names no place is kept byte for byte', () => {
    expect(withoutPlace(samples.sampleJpeg(), 'image/jpeg')).toBeUndefined()
    expect(withoutPlace(samples.samplePng(), 'image/png')).toBeUndefined()
    expect(withoutPlace(samples.samplePdf(), 'application/pdf')).toBeUndefined()
  })

  it('K1 a picture that names more places than a camera does is refused, however often it points to one directory', () => {
    for (const count of [10, 150, 4000]) {
      const bytes = samples.sampleJpeg(undefined, samples.manyPlaces(count))
      expect(() => withoutPlace(bytes, 'image/jpeg')).toThrow(Refused)
    }
  })
})
