/** The fonts of papers: one for what most businesses write, one that has nearly every other script, and a sign for what none of them has. */
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import type PDFDocument from 'pdfkit'

export type Doc = InstanceType<typeof PDFDocument>
export type FontName = 'regular' | 'bold' | 'mono' | 'fallback'

const FILES: Record<Exclude<FontName, 'fallback'>, string> = {
  regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
  mono: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
}
const FALLBACK = require.resolve('@fontsource/unifont/files/unifont-latin-400-normal.woff')

/** What fontkit tells of an opened font. */
interface Glyphs {
  unitsPerEm: number
  hasGlyphForCodePoint(code: number): boolean
  glyphForCodePoint(code: number): { advanceWidth: number }
}

let fallback: Buffer | undefined

/** Names the fonts; the large one is opened only by a paper that needs it. */
export function registerFonts(doc: Doc): void {
  for (const [name, file] of Object.entries(FILES)) doc.registerFont(name, file)
}

/** The widths of letters at size 1, read once each. */
export class Widths {
  private readonly opened = new Map<FontName, { glyphs: Glyphs; widths: Map<number, number | undefined> }>()

  constructor(private readonly doc: Doc) {}

  /** The width of a letter; undefined when the font does not have it. */
  of(font: FontName, code: number): number | undefined {
    const { glyphs, widths } = this.open(font)
    const known = widths.get(code)
    if (known !== undefined || widths.has(code)) return known
    const width = glyphs.hasGlyphForCodePoint(code) ? glyphs.glyphForCodePoint(code).advanceWidth / glyphs.unitsPerEm : undefined
    widths.set(code, width)
    return width
  }

  private open(font: FontName): { glyphs: Glyphs; widths: Map<number, number | undefined> } {
    const known = this.opened.get(font)
    if (known) return known
    if (font === 'fallback') {
      fallback ??= unwrapped(readFileSync(FALLBACK))
      this.doc.registerFont('fallback', fallback)
    }
    this.doc.font(font)
    // The types of pdfkit leave out the font that is open.
    const { font: glyphs } = (this.doc as unknown as { _font: { font: Glyphs } })._font
    const made = { glyphs, widths: new Map<number, number | undefined>() }
    this.opened.set(font, made)
    return made
  }
}

const WOFF = { head: 44, entry: 20 }
const SFNT = { head: 12, entry: 16 }

/** A WOFF font as it is without its wrapping: fontkit would unfold the table of all glyphs anew for each of them. */
function unwrapped(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = WOFF.head + WOFF.entry * index
    const [start, packed, size] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)]
    const bytes = woff.subarray(start, start + packed)
    return { tag: woff.subarray(at, at + 4), sum: woff.readUInt32BE(at + 16), bytes: packed < size ? inflateSync(bytes) : bytes }
  })
  const padded = (size: number): number => (size + 3) & ~3
  const head = SFNT.head + SFNT.entry * count
  const font = Buffer.alloc(head + tables.reduce((sum, { bytes }) => sum + padded(bytes.length), 0))
  font.writeUInt32BE(woff.readUInt32BE(4), 0)
  font.writeUInt16BE(count, 4)
  let place = head
  tables.forEach(({ tag, sum, bytes }, index) => {
    const at = SFNT.head + SFNT.entry * index
    tag.copy(font, at)
    font.writeUInt32BE(sum, at + 4)
    font.writeUInt32BE(place, at + 8)
    font.writeUInt32BE(bytes.length, at + 12)
    bytes.copy(font, place)
    place += padded(bytes.length)
  })
  return font
}
