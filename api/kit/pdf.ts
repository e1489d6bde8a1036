/** Papers as PDF: a heading, facts, tables over pages, a signature, a code to check it by; the one look of everything Cien prints. */
import { once } from 'node:events'
import PDFDocument from 'pdfkit'
import { disposition } from './serve-file'
import { type Call, HANDLED } from './route'
import { type Seen, tellSeen } from './seen'

export interface PaperColumn {
  key: string
  title: string
  /** Share of the width. */
  share: number
  right?: boolean
}

export interface PaperTable {
  title?: string
  /** Without the names of its columns: for a last line under tables that have them. */
  headless?: boolean
  columns: readonly PaperColumn[]
  rows: AsyncIterable<Record<string, string>> | Iterable<Record<string, string>>
  /** A last row in bold; worked out after the others were read. */
  total?(): Record<string, string>
}

export interface Paper {
  /** File name without its ending. */
  name: string
  language: 'en' | 'pt'
  business: string
  title: string
  /** A line under the title. */
  subtitle?: string
  /** On the long side of the page. */
  wide?: boolean
  facts: readonly (readonly [label: string, value: string])[]
  /** Text as it was written. */
  text?: string
  tables?: readonly PaperTable[]
  signature?: PaperSignature
  /** Where anybody may check it. */
  check?: { code: string; url: string }
}

export interface PaperSignature {
  image?: Buffer
  name: string
  title: string
}

type Doc = InstanceType<typeof PDFDocument>

const MARGIN = 50
const INK = '#1a1f2b'
const SOFT = '#5b6474'
const LINE = '#c9ced8'
const [REGULAR, BOLD, MONO] = ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold', 'DejaVuSansMono'].map((name) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`),
) as [string, string, string]

const WORDS = {
  en: { page: (n: number, of: number) => `Page ${n} of ${of}`, check: 'Check this paper at', code: 'Code' },
  pt: { page: (n: number, of: number) => `Página ${n} de ${of}`, check: 'Confira este documento em', code: 'Código' },
}

const widthOf = (doc: Doc): number => doc.page.width - 2 * MARGIN
const bottomOf = (doc: Doc): number => doc.page.height - MARGIN - 20

/** Starts a new page when less than `height` is left. */
function ensure(doc: Doc, height: number): boolean {
  if (doc.y + height <= bottomOf(doc)) return false
  doc.addPage()
  return true
}

function heading(doc: Doc, { business, title, subtitle }: Paper): void {
  const width = widthOf(doc)
  doc.font('bold').fontSize(10).fillColor(SOFT).text(business, MARGIN, MARGIN, { width })
  doc.moveDown(0.4).font('bold').fontSize(18).fillColor(INK).text(title, { width })
  if (subtitle) doc.moveDown(0.2).font('regular').fontSize(10).fillColor(SOFT).text(subtitle, { width })
  rule(doc, 8)
}

function rule(doc: Doc, gap: number): void {
  const y = doc.y + gap
  doc
    .moveTo(MARGIN, y)
    .lineTo(doc.page.width - MARGIN, y)
    .lineWidth(0.7)
    .strokeColor(LINE)
    .stroke()
  doc.x = MARGIN
  doc.y = y + gap
}

/** Facts in two columns, each a small label over its value. */
function facts(doc: Doc, list: Paper['facts']): void {
  const width = widthOf(doc) / 2 - 8
  for (let index = 0; index < list.length; index += 2) {
    const pair = list.slice(index, index + 2)
    const heights = pair.map(([, value]) => 12 + doc.font('regular').fontSize(10.5).heightOfString(value, { width }))
    const height = Math.max(...heights) + 8
    ensure(doc, height)
    const { y } = doc
    pair.forEach(([label, value], column) => {
      const x = MARGIN + column * (width + 16)
      doc.font('regular').fontSize(8).fillColor(SOFT).text(label, x, y, { width })
      doc
        .fontSize(10.5)
        .fillColor(INK)
        .text(value, x, y + 11, { width })
    })
    doc.x = MARGIN
    doc.y = y + height
  }
}

interface Ruled {
  columns: readonly PaperColumn[]
  strong: boolean
}

/** One row of a table; its height is its tallest cell's. */
function row(doc: Doc, cells: Record<string, string>, { columns, strong }: Ruled): void {
  const whole = widthOf(doc)
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  doc.font(strong ? 'bold' : 'regular').fontSize(8.5)
  const widths = columns.map(({ share }) => (whole * share) / shares)
  const texts = columns.map(({ key }) => cells[key] ?? '')
  const height = Math.max(...texts.map((text, index) => doc.heightOfString(text, { width: (widths[index] ?? 0) - 8 })))
  const { y } = doc
  let x = MARGIN
  columns.forEach(({ right }, index) => {
    const width = widths[index] ?? 0
    doc.fillColor(INK).text(texts[index] ?? '', x + 4, y + 3, { width: width - 8, align: right ? 'right' : 'left' })
    x += width
  })
  const end = y + height + 6
  doc
    .moveTo(MARGIN, end)
    .lineTo(MARGIN + whole, end)
    .lineWidth(strong ? 0.9 : 0.3)
    .strokeColor(strong ? SOFT : LINE)
    .stroke()
  doc.x = MARGIN
  doc.y = end
}

const ROW = 40

async function table(doc: Doc, { title, headless = false, columns, rows, total }: PaperTable): Promise<void> {
  const titles = Object.fromEntries(columns.map((column) => [column.key, column.title]))
  const head = (): void => row(doc, titles, { columns, strong: true })
  ensure(doc, 2 * ROW)
  if (title) doc.moveDown(0.8).font('bold').fontSize(11).fillColor(INK).text(title, MARGIN)
  doc.y += 6
  if (!headless) head()
  for await (const cells of rows) {
    if (ensure(doc, ROW)) head()
    row(doc, cells, { columns, strong: false })
  }
  if (!total) return
  if (ensure(doc, ROW)) head()
  row(doc, total(), { columns, strong: true })
}

function sign(doc: Doc, { image, name, title }: PaperSignature): void {
  ensure(doc, 130)
  doc.y += 24
  if (image) {
    const { y } = doc
    doc.image(image, MARGIN, y, { fit: [180, 60] })
    doc.y = y + 64
  } else doc.y += 40
  doc
    .moveTo(MARGIN, doc.y)
    .lineTo(MARGIN + 220, doc.y)
    .lineWidth(0.7)
    .strokeColor(SOFT)
    .stroke()
  doc.y += 5
  doc.font('bold').fontSize(10).fillColor(INK).text(name, MARGIN)
  if (title) doc.font('regular').fontSize(9).fillColor(SOFT).text(title, MARGIN)
}

function check(doc: Doc, { check: where, language }: Paper): void {
  if (!where) return
  const words = WORDS[language]
  ensure(doc, 60)
  rule(doc, 14)
  doc.font('regular').fontSize(8.5).fillColor(SOFT).text(words.check, MARGIN)
  doc.fillColor(INK).text(where.url, { link: where.url })
  doc.moveDown(0.3).fillColor(SOFT).text(`${words.code}: `, { continued: true }).font('mono').fillColor(INK).text(where.code)
}

/** Business and page at the foot of each page. */
function feet(doc: Doc, { business, title, language }: Paper): void {
  const { count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page)
    // Below the margin nothing breaks the page.
    doc.page.margins.bottom = 0
    const y = doc.page.height - MARGIN + 8
    doc.font('regular').fontSize(8).fillColor(SOFT)
    doc.text(`${business} · ${title}`, MARGIN, y, { width: widthOf(doc) - 110, height: 10, ellipsis: true, lineBreak: false })
    doc.text(WORDS[language].page(page + 1, count), doc.page.width - MARGIN - 100, y, { width: 100, align: 'right', lineBreak: false })
  }
}

/** Text as people wrote it: what no font can draw is left out, nothing in it is a command. */
async function draw(doc: Doc, paper: Paper): Promise<void> {
  heading(doc, paper)
  facts(doc, paper.facts)
  if (paper.text)
    doc
      .moveDown(0.6)
      .font('regular')
      .fontSize(10)
      .fillColor(INK)
      .text(paper.text, MARGIN, doc.y, { width: widthOf(doc) })
  for (const each of paper.tables ?? []) await table(doc, each)
  if (paper.signature) sign(doc, paper.signature)
  check(doc, paper)
  feet(doc, paper)
}

const LOCALES = { en: 'en', pt: 'pt-BR' }

/** Writes a paper as the response; opened in the browser, or saved under its name. */
export async function sendPdf(call: Pick<Call, 'by' | 'db' | 'req' | 'res'>, paper: Paper, seen: Seen): Promise<typeof HANDLED> {
  const doc = new PDFDocument({
    size: 'A4',
    layout: paper.wide ? 'landscape' : 'portrait',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 20 },
    bufferPages: true,
    font: REGULAR,
    lang: LOCALES[paper.language],
    displayTitle: true,
    info: { Title: paper.title, Author: paper.business, Creator: 'Cien' },
  })
  doc.registerFont('regular', REGULAR).registerFont('bold', BOLD).registerFont('mono', MONO)
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(doc, 'end')
  await draw(doc, paper)
  doc.end()
  await ended
  // Whole before the head is sent: a paper that cannot be drawn is an error and no half paper.
  const bytes = Buffer.concat(chunks)
  const { res } = call
  await tellSeen(call, seen)
  res.setHeader('Content-Type', 'application/pdf')
  res.setHeader('Content-Disposition', disposition('inline', `${paper.name}.pdf`))
  res.setHeader('Cache-Control', 'private, no-store')
  res.setHeader('Content-Length', bytes.length)
  res.end(bytes)
  return HANDLED
}

/** An amount as papers show it: grouped as the language does, with its currency. */
export function paperMoney(amount: string, at: { currency?: string; language: Paper['language'] }): string {
  const digits = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(LOCALES[at.language], { minimumFractionDigits: digits, maximumFractionDigits: digits })
  // A decimal string is formatted exactly; only its type does not say so.
  const text = format.format(amount as unknown as number)
  return at.currency ? `${text} ${at.currency}` : text
}

/** A day as the tables of papers show it. */
export const paperDay = (date: string, language: Paper['language']): string =>
  new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))

/** A day as papers show it. */
export const paperDate = (date: string, language: Paper['language']): string =>
  new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date.slice(0, 10)}T00:00:00Z`),
  )
