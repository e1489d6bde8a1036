/** Draws a paper, in a process of its own: heading, facts, text, tables, signature, code, and the foot of each page. */
import { buffer } from 'node:stream/consumers'
import PDFDocument from 'pdfkit'
import type { PlainPaper } from '../pdf'
import { heightOf, INK, MARGIN, Pen, SOFT } from './pen'
import { drawTables } from './table'

const WORDS = {
  en: { page: (n: number, of: number) => `Page ${n} of ${of}`, check: 'Check this paper at', code: 'Code' },
  pt: { page: (n: number, of: number) => `Página ${n} de ${of}`, check: 'Confira este documento em', code: 'Código' },
}
const LOCALES = { en: 'en', pt: 'pt-BR' }

function heading(pen: Pen, { business, title, subtitle }: PlainPaper): void {
  pen.write(business, { font: 'bold', size: 10, color: SOFT })
  pen.y += 5
  pen.write(title, { font: 'bold', size: 18, color: INK })
  pen.y += 2
  if (subtitle) pen.write(subtitle, { font: 'regular', size: 10, color: SOFT })
  pen.y += 8
  pen.rule()
  pen.y += 8
}

const LABEL = { font: 'regular', size: 8, color: SOFT } as const
const VALUE = { font: 'regular', size: 10.5, color: INK } as const
const GAP = 16

/** Facts in two columns, each a small label over its value. */
function facts(pen: Pen, list: PlainPaper['facts']): void {
  const width = (pen.width - GAP) / 2
  for (let index = 0; index < list.length; index += 2) {
    const pair = list.slice(index, index + 2)
    const lines = pair.map(([label, value]) => ({
      label: pen.measure.lines(label, LABEL.font, width / LABEL.size),
      value: pen.measure.lines(value, VALUE.font, width / VALUE.size),
    }))
    const heights = lines.map(({ label, value }) => heightOf(label.length, LABEL.size) + heightOf(value.length, VALUE.size))
    const height = Math.max(...heights) + 8
    pen.ensure(height)
    lines.forEach(({ label, value }, column) => {
      const x = MARGIN + column * (width + GAP)
      label.forEach((line, at) => pen.line(line, LABEL, { x, y: pen.y + heightOf(at, LABEL.size) }))
      const below = pen.y + heightOf(label.length, LABEL.size) + 1
      value.forEach((line, at) => pen.line(line, VALUE, { x, y: below + heightOf(at, VALUE.size) }))
    })
    pen.y += height
  }
}

const SIGNATURE = { width: 180, height: 60, room: 130 }

function sign(pen: Pen, { image, name, title }: NonNullable<PlainPaper['signature']>): void {
  pen.ensure(SIGNATURE.room)
  pen.y += 24
  if (image) pen.doc.image(Buffer.from(image), MARGIN, pen.y, { fit: [SIGNATURE.width, SIGNATURE.height] })
  pen.y += image ? 64 : 40
  pen.rule({ width: 220, color: SOFT })
  pen.y += 5
  pen.write(name, { font: 'bold', size: 10, color: INK })
  if (title) pen.write(title, { font: 'regular', size: 9, color: SOFT })
}

function check(pen: Pen, { code, url }: NonNullable<PlainPaper['check']>, language: PlainPaper['language']): void {
  const words = WORDS[language]
  const small = { font: 'regular', size: 8.5, color: SOFT } as const
  pen.ensure(60)
  pen.y += 14
  pen.rule()
  pen.y += 14
  pen.write(words.check, small)
  pen.write(url, { ...small, color: INK, link: url })
  pen.y += 3
  const label = pen.measure.fit(`${words.code}:`, 'regular', pen.width / small.size)
  pen.line(label, small, { x: MARGIN, y: pen.y })
  const left = (label.width + 0.4) * small.size
  pen.write(code, { font: 'mono', size: small.size, color: INK }, { x: MARGIN + left, width: pen.width - left })
}

/** Business and page at the foot of each page. */
function feet(pen: Pen, { business, title, language }: PlainPaper): void {
  const { doc } = pen
  const { count } = doc.bufferedPageRange()
  const style = { font: 'regular', size: 8, color: SOFT } as const
  const name = pen.measure.fit(`${business} · ${title}`, style.font, (pen.width - 110) / style.size)
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page)
    const y = doc.page.height - MARGIN + 8
    const number = pen.measure.fit(WORDS[language].page(page + 1, count), style.font, pen.width / style.size)
    pen.line(name, style, { x: MARGIN, y })
    pen.line(number, style, { x: MARGIN + pen.width - number.width * style.size, y })
  }
}

function draw(pen: Pen, paper: PlainPaper): void {
  heading(pen, paper)
  facts(pen, paper.facts)
  if (paper.text) {
    pen.y += 7
    pen.write(paper.text, { font: 'regular', size: 10, color: INK })
  }
  drawTables(pen, paper.tables)
  if (paper.signature) sign(pen, paper.signature)
  if (paper.check) check(pen, paper.check, paper.language)
  feet(pen, paper)
}

/** The paper's bytes. Nothing in a text is a command. */
export async function run(paper: PlainPaper): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: 'A4',
    layout: paper.wide ? 'landscape' : 'portrait',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 },
    bufferPages: true,
    // A font that is opened here and named again later would be read anew for every line.
    font: '',
    lang: LOCALES[paper.language],
    displayTitle: true,
    info: { Title: paper.title.toWellFormed(), Author: paper.business.toWellFormed(), Creator: 'Cien' },
  })
  const bytes = buffer(doc)
  draw(new Pen(doc), paper)
  doc.end()
  return bytes
}
