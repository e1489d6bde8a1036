/** Text broken into lines by measure, in time that grows with its length alone: between words where it can, within a word that is wider than its column. */
import LineBreaker from 'linebreak'
import type { FontName, Widths } from './fonts'

/** What is drawn and broken as one: a letter with its accents. */
interface Piece {
  text: string
  font: FontName
  /** At size 1. */
  width: number
  /** What it stands for, when no font has it. */
  actual?: string
  /** A line may end behind it. */
  breaks: boolean
  space: boolean
}

/** Letters of one font next to one another. */
export interface Run {
  text: string
  font: FontName
  /** At size 1. */
  width: number
  actual?: string
}

export interface Line {
  runs: Run[]
  /** At size 1, without the spaces at its end. */
  width: number
}

/** Stands for a letter that no font has. */
const STAND_IN = '\ufffd'
const TAB = '    '
/** Accents beyond it on one letter are left out. */
const LONGEST_LETTER = 16
const ELLIPSIS = '…'

const INVISIBLE = /[\p{Cc}\p{Cf}]/u
const NOT_DRAWN = /\p{Join_Control}|\p{Variation_Selector}/gu
// Letters that are never part of a longer one, so that they need no segmenter.
const PLAIN = /^[\n\u0020-\u007e\u00a0-\u02ff]*$/
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text as it can be drawn: line ends of all kinds as one, tabs as spaces, nothing that has no shape or turns the direction. */
export const drawable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', TAB)
    .replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === '\n' || char === '\u200d' || char === '\u200c' ? char : ''))

function* lettersOf(text: string): Generator<string> {
  if (PLAIN.test(text)) return yield* text
  for (const { segment } of letters.segment(text)) yield segment
}

export class Measure {
  constructor(private readonly widths: Widths) {}

  /** The lines of a text in a column as wide as `width` at size 1. */
  lines(text: string, font: FontName, width: number): Line[] {
    return drawable(text)
      .split('\n')
      .flatMap((paragraph) => linesOf(this.pieces(paragraph, font), width))
  }

  /** How wide a text is at size 1 when each of its lines is left whole. */
  width(text: string, font: FontName): number {
    return Math.max(...this.lines(text, font, Number.POSITIVE_INFINITY).map((line) => line.width))
  }

  /** One line, with an ellipsis when it is too long. */
  fit(text: string, font: FontName, width: number): Line {
    const pieces = this.pieces(drawable(text).replaceAll('\n', ' '), font)
    if (widthOf(pieces) <= width) return lineOf(pieces)
    const end = this.pieces(ELLIPSIS, font)
    let [used, count] = [widthOf(end), 0]
    for (const piece of pieces) {
      if (used + piece.width > width) break
      used += piece.width
      count += 1
    }
    return lineOf([...pieces.slice(0, count), ...end])
  }

  private pieces(paragraph: string, font: FontName): Piece[] {
    const breaker = new LineBreaker(paragraph)
    let next = breaker.nextBreak()?.position
    let at = 0
    const pieces: Piece[] = []
    for (const letter of lettersOf(paragraph)) {
      at += letter.length
      while (next !== undefined && next < at) next = breaker.nextBreak()?.position
      pieces.push({ ...this.shape(letter, font), breaks: next === at, space: letter.trim() === '' && letter !== '\u00a0' })
    }
    return pieces
  }

  private shape(letter: string, font: FontName): Pick<Piece, 'text' | 'font' | 'width' | 'actual'> {
    const short = letter.length > LONGEST_LETTER ? letter.slice(0, LONGEST_LETTER).toWellFormed() : letter
    const text = letter.length === 1 ? letter : short.replace(NOT_DRAWN, '')
    for (const each of [font, 'fallback'] as const) {
      const width = this.widthIn(text, each)
      if (width !== undefined) return { text, font: each, width }
    }
    return { text: STAND_IN, font, width: this.widths.of(font, STAND_IN.charCodeAt(0)) ?? 1, actual: short }
  }

  private widthIn(text: string, font: FontName): number | undefined {
    let sum = 0
    for (const char of text) {
      const width = INVISIBLE.test(char) ? 0 : this.widths.of(font, char.codePointAt(0) ?? 0)
      if (width === undefined) return undefined
      sum += width
    }
    return sum
  }
}

const widthOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { width }) => sum + width, 0)

/** Widths are sums of parts; what differs by less than this is the same. */
const SLACK = 0.001

function linesOf(pieces: readonly Piece[], width: number): Line[] {
  const lines: Line[] = []
  let [start, breakable, used] = [0, 0, 0]
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] as Piece
    used += piece.width
    // Spaces at the end of a line stand beyond it.
    if (!piece.space && used > width + SLACK && at > start) {
      const end = breakable > start ? breakable : at
      lines.push(lineOf(pieces.slice(start, end)))
      used = widthOf(pieces.slice(end, at + 1))
      start = end
    }
    if (piece.breaks) breakable = at + 1
  }
  lines.push(lineOf(pieces.slice(start)))
  return lines
}

function lineOf(pieces: readonly Piece[]): Line {
  let end = pieces.length
  while (end > 0 && pieces[end - 1]?.space) end -= 1
  const runs: Run[] = []
  for (const { text, font, width, actual } of pieces.slice(0, end)) {
    const last = runs.at(-1)
    if (last?.font === font && (last.actual === undefined) === (actual === undefined)) {
      last.text += text
      last.width += width
      if (actual !== undefined) last.actual = `${last.actual ?? ''}${actual}`
    } else runs.push({ text, font, width, ...(actual === undefined ? {} : { actual }) })
  }
  return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) }
}
