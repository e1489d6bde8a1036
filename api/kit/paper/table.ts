/** Tables of papers: columns as wide as their content needs, rows measured before they are drawn and kept whole, heads repeated. */
import type { PaperColumn, PlainTable } from '../pdf'
import type { FontName } from './fonts'
import { heightOf, INK, MARGIN, type Pen, RULE, SOFT } from './pen'
import type { Line } from './text'

const SIZES = [8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5] as const
const SMALLEST = 3
const PAD = { x: 4, y: 3 }
/** A column of text is no narrower unless all it holds is. */
const NARROWEST = 56

/** Columns as they stand: their width on the page, and the size of what stands in them. */
interface Fitted {
  columns: readonly (PaperColumn & { width: number })[]
  size: number
}

const isWhole = ({ right, whole }: PaperColumn): boolean => right === true || whole === true

/** The widest of a column at size 1. */
function widestOf(pen: Pen, tables: readonly PlainTable[], { column, index }: { column: PaperColumn; index: number }): number {
  const of = (text: string, font: FontName): number => (text === '' ? 0 : pen.measure.width(text, font))
  const heads = tables.some(({ headless }) => !headless) ? column.title.split(/\s+/).map((word) => of(word, 'bold')) : []
  const cells = tables.flatMap(({ rows, total }) => [
    ...rows.map((row) => of(row[index] ?? '', 'regular')),
    of(total?.[index] ?? '', 'bold'),
  ])
  return [...heads, ...cells].reduce((most, each) => Math.max(most, each), 0)
}

/** Widths for tables of the same columns: they stand under one another alike. */
function fitted(pen: Pen, tables: readonly PlainTable[]): Fitted {
  const columns = tables[0]?.columns ?? []
  const widest = columns.map((column, index) => widestOf(pen, tables, { column, index }))
  const floors = columns.map((column, index) => (size: number): number => {
    const natural = (widest[index] ?? 0) * size + 2 * PAD.x
    return isWhole(column) ? natural : Math.min(natural, NARROWEST)
  })
  const needs = (size: number): number => floors.reduce((sum, floor) => sum + floor(size), 0)
  const size = SIZES.find((each) => needs(each) <= pen.width) ?? SIZES[SIZES.length - 1] ?? SMALLEST
  const squeeze = Math.min(1, pen.width / needs(size))
  const rest = Math.max(0, pen.width - needs(size))
  const takers = columns.some((column) => !isWhole(column))
    ? columns.map((column) => (isWhole(column) ? 0 : column.share))
    : columns.map(({ share }) => share)
  const shares = takers.reduce((sum, share) => sum + share, 0)
  const width = (index: number): number =>
    (floors[index]?.(size) ?? 0) * squeeze + (shares === 0 ? 0 : (rest * (takers[index] ?? 0)) / shares)
  return { size, columns: columns.map((column, index) => ({ ...column, width: width(index) })) }
}

interface Cell {
  lines: Line[]
  size: number
}

/** A cell's lines; what must stay whole is drawn smaller before it is broken. */
function cellOf(pen: Pen, text: string, { column, font, size }: { column: Fitted['columns'][number]; font: FontName; size: number }): Cell {
  const width = column.width - 2 * PAD.x
  if (!isWhole(column)) return { lines: pen.measure.lines(text, font, width / size), size }
  const natural = text === '' ? 0 : pen.measure.width(text, font)
  const own = Math.max(SMALLEST, Math.min(size, width / Math.max(natural, SMALLEST / size)))
  return { lines: pen.measure.lines(text, font, width / own), size: own }
}

class Drawn {
  constructor(
    private readonly pen: Pen,
    private readonly fit: Fitted,
    private readonly headless: boolean,
  ) {}

  /** The names of the columns. */
  head(): void {
    if (this.headless) return
    // Titles are broken between their words rather than drawn smaller.
    const columns = this.fit.columns.map(({ whole: _whole, right: _right, ...column }) => column)
    const cells = columns.map((column) => cellOf(this.pen, column.title, { column, font: 'bold', size: this.fit.size }))
    this.lines(cells, { from: 0, count: depthOf(cells), strong: true })
  }

  /** A row; on a new page under the head again. One that is higher than a page goes on over the next. */
  row(texts: readonly string[], strong: boolean): void {
    const { pen, fit } = this
    const font = strong ? 'bold' : 'regular'
    const cells = fit.columns.map((column, index) => cellOf(pen, texts[index] ?? '', { column, font, size: fit.size }))
    const depth = depthOf(cells)
    if (pen.ensure(heightOf(depth, fit.size) + 2 * PAD.y)) this.head()
    let from = 0
    while (from < depth) {
      const room = Math.floor((pen.bottom - pen.y - 2 * PAD.y) / heightOf(1, fit.size))
      const count = Math.min(depth - from, Math.max(1, room))
      this.lines(cells, { from, count, strong })
      from += count
      if (from === depth) return
      pen.newPage()
      this.head()
    }
  }

  private lines(cells: readonly Cell[], { from, count, strong }: { from: number; count: number; strong: boolean }): void {
    const { pen, fit } = this
    let x = MARGIN
    fit.columns.forEach(({ width, right }, index) => {
      const { lines = [], size = fit.size } = cells[index] ?? {}
      lines.slice(from, from + count).forEach((line, at) => {
        const left = right ? x + width - PAD.x - line.width * size : x + PAD.x
        const style = { font: 'regular', size, color: INK } as const
        pen.line(line, style, { x: left, y: pen.y + PAD.y + heightOf(at, fit.size) })
      })
      x += width
    })
    pen.y += heightOf(count, fit.size) + 2 * PAD.y
    pen.rule({ weight: strong ? 0.9 : 0.3, color: strong ? SOFT : RULE })
  }
}

const depthOf = (cells: readonly Cell[]): number => Math.max(1, ...cells.map(({ lines }) => lines.length))

const TITLE = { font: 'bold', size: 11, color: INK } as const
/** Head and first row stand on one page. */
const TOGETHER = 80

function draw(pen: Pen, { title, headless = false, rows, total }: PlainTable, fit: Fitted): void {
  pen.ensure(TOGETHER)
  if (title) {
    pen.y += 8
    pen.write(title, TITLE)
  }
  pen.y += 6
  const table = new Drawn(pen, fit, headless)
  table.head()
  for (const row of rows) table.row(row, false)
  if (total) table.row(total, true)
}

/** Draws the tables; those of the same columns have the same widths. */
export function drawTables(pen: Pen, tables: readonly PlainTable[]): void {
  const kindOf = ({ columns }: PlainTable): string => columns.map(({ key }) => key).join(' ')
  const fits = new Map<string, Fitted>()
  for (const table of tables) {
    const kind = kindOf(table)
    const fit =
      fits.get(kind) ??
      fitted(
        pen,
        tables.filter((other) => kindOf(other) === kind),
      )
    fits.set(kind, fit)
    draw(pen, table, fit)
  }
}
