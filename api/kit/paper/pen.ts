/** What is written on the pages of a paper: lines at their place, new pages when one is full, within a number of pages. */
import { invalid } from '../../../domain/errors'
import { type Doc, type FontName, registerFonts, Widths } from './fonts'
import { type Line, Measure } from './text'

export const MARGIN = 50
export const INK = '#1a1f2b'
export const SOFT = '#5b6474'
export const RULE = '#c9ced8'

/** A paper of more pages is read by nobody. */
export const MOST_PAGES = 1000

/** Room of a line over its size. */
const LEADING = 1.2
const ASCENT = 0.93

// Letters of these scripts stand side by side as they are; to look for more in a font's tables takes most of a table's time.
const PLAIN = /^[\u0020-\u007e\u00a0-\u02af\u0370-\u03ff\u0400-\u04ff\u2010-\u203a\u20a0-\u20bf]*$/
const SHAPING = [
  'ccmp',
  'locl',
  'rlig',
  'mark',
  'mkmk',
  'calt',
  'clig',
  'liga',
  'rclt',
  'curs',
  'kern',
  'frac',
  'numr',
  'dnom',
  'rvrn',
  'ltra',
  'ltrm',
]
// The types know features that are turned on only.
const UNSHAPED = Object.fromEntries(SHAPING.map((feature) => [feature, false])) as unknown as PDFKit.Mixins.OpenTypeFeatures[]

export interface Style {
  font: FontName
  size: number
  color: string
  link?: string
}

export class Pen {
  readonly measure: Measure
  y = MARGIN
  private pages = 1

  constructor(readonly doc: Doc) {
    registerFonts(doc)
    this.measure = new Measure(new Widths(doc))
  }

  get width(): number {
    return this.doc.page.width - 2 * MARGIN
  }

  /** Where the last line of a page ends. */
  get bottom(): number {
    return this.doc.page.height - MARGIN - 20
  }

  newPage(): void {
    this.pages += 1
    if (this.pages > MOST_PAGES)
      throw invalid({ format: [`A paper takes at most ${MOST_PAGES} pages: choose fewer lines, or another format.`] })
    this.doc.addPage()
    this.y = MARGIN
  }

  /** Starts a new page when less than `height` is left; true when it did. */
  ensure(height: number): boolean {
    if (this.y + height <= this.bottom || this.y === MARGIN) return false
    this.newPage()
    return true
  }

  /** Text of any length from where the pen stands, over as many pages as it takes. */
  write(text: string, style: Style, at: { x?: number; width?: number } = {}): void {
    const { x = MARGIN, width = this.width } = at
    for (const line of this.measure.lines(text, style.font, width / style.size)) {
      this.ensure(heightOf(1, style.size))
      this.line(line, style, { x, y: this.y })
      this.y += heightOf(1, style.size)
    }
  }

  /** One line at its place. */
  line({ runs, width: whole }: Line, { size, color, link }: Style, { x, y }: { x: number; y: number }): void {
    const { doc } = this
    let left = x
    for (const { text, font, width, actual } of runs) {
      doc.font(font).fontSize(size).fillColor(color)
      // A reader of the text gets what was written, whatever sign stands for it.
      if (actual !== undefined) doc.markContent('Span', { actual })
      const shaped = PLAIN.test(text) ? { features: UNSHAPED } : {}
      doc.text(text, left, y + ASCENT * size, { lineBreak: false, baseline: 'alphabetic', ...shaped })
      if (actual !== undefined) doc.endMarkedContent()
      left += width * size
    }
    if (link !== undefined) doc.link(x, y, whole * size, heightOf(1, size), link)
  }

  /** A line across the page, or a part of it. */
  rule({ width = this.width, weight = 0.7, color = RULE }: { width?: number; weight?: number; color?: string } = {}): void {
    this.doc
      .moveTo(MARGIN, this.y)
      .lineTo(MARGIN + width, this.y)
      .lineWidth(weight)
      .strokeColor(color)
      .stroke()
  }
}

/** How high lines of a size stand. */
export const heightOf = (lines: number, size: number): number => lines * size * LEADING
