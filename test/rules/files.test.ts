/** Names, types and limits of files. */
import fc from 'fast-check'
import {
  displayName,
  extensionOf,
  fitsName,
  MAX_NAME_LENGTH,
  MAX_TEXT_BYTES,
  mayBeInline,
  storableText,
  textStateOf,
  typeUnderName,
} from '../../domain/rules/files'

describe('names of files', () => {
  it.each([
    ['plan.pdf', 'plan.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\secret\\plan.pdf', 'plan.pdf'],
    ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie: x.pdf'],
    ['plan.pdf\0.exe', 'plan.pdf.exe'],
    ['\u202Efdp.exe', 'fdp.exe'],
    ['  plan.pdf. . ', 'plan.pdf'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['Grundriß – 2. Stock.pdf', 'Grundriß – 2. Stock.pdf'],
    ['CON', 'CON'],
    ['e\u0301.txt', 'é.txt'],
  ])('U05 %j is shown as %j', (given, shown) => {
    expect(displayName(given)).toBe(shown)
  })

  it('U05 a name of any length keeps its extension within 255 characters', () => {
    const shown = displayName(`${'ä'.repeat(300)}.docx`)
    expect(shown).toHaveLength(MAX_NAME_LENGTH)
    expect(shown.endsWith('ä.docx')).toBe(true)
    expect(displayName('😀'.repeat(200)).isWellFormed()).toBe(true)
  })

  it('U05 no name holds a path, a control character or half a character, and showing it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const shown = displayName(given)
        expect(shown).not.toMatch(/[/\\\p{Cc}\u202A-\u202E\u2066-\u2069]/u)
        expect(shown.length).toBeGreaterThan(0)
        expect(shown.length).toBeLessThanOrEqual(MAX_NAME_LENGTH)
        expect(shown.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('types of files', () => {
  it('U03 a name may not claim another type than the bytes', () => {
    expect(fitsName('application/pdf', 'plan.PDF')).toBe(true)
    expect(fitsName('application/pdf', 'plan')).toBe(true)
    expect(fitsName('application/pdf', 'plan.png')).toBe(false)
    expect(fitsName('text/plain', 'page.html')).toBe(false)
    expect(fitsName('text/plain', 'plan.pdf.exe')).toBe(false)
    expect(extensionOf('.profile')).toBe('')
  })

  it('text and CSV are told apart by name alone', () => {
    expect(typeUnderName('text/plain', 'a.csv')).toBe('text/csv')
    expect(typeUnderName('text/csv', 'a.txt')).toBe('text/plain')
    expect(typeUnderName('application/pdf', 'a.csv')).toBe('application/pdf')
  })

  it('U04 office files are never shown inline', () => {
    expect(mayBeInline('application/vnd.openxmlformats-officedocument.wordprocessingml.document')).toBe(false)
    expect(mayBeInline('image/svg+xml-not') && mayBeInline('text/html')).toBe(false)
    expect(mayBeInline('application/pdf') && mayBeInline('image/png') && mayBeInline('text/csv')).toBe(true)
  })

  it('DOC-10 text is read at once, PDF later, pictures never', () => {
    expect([textStateOf('text/csv'), textStateOf('application/pdf'), textStateOf('image/gif')]).toEqual(['done', 'pending', 'none'])
  })

  it('DOC-10 kept text is at most 1 MB of whole characters without NUL', () => {
    expect(storableText('a\0b')).toBe('a b')
    for (const text of ['ä'.repeat(MAX_TEXT_BYTES), `x${'€'.repeat(MAX_TEXT_BYTES)}`, `xy${'😀'.repeat(MAX_TEXT_BYTES)}`]) {
      const kept = storableText(text)
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(MAX_TEXT_BYTES)
      expect(Buffer.byteLength(kept)).toBeGreaterThan(MAX_TEXT_BYTES - 4)
      expect(text.startsWith(kept)).toBe(true)
    }
  })
})
