/** PDF files made by code: with words, broken, locked, with script, and one that unfolds without end. */
import { deflateSync } from 'node:zlib'

interface PdfObject {
  head: string
  stream?: Buffer
}

/** A whole PDF file of these objects; the first is the catalogue. */
function pdfOf(objects: readonly PdfObject[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  const add = (part: Buffer): void => {
    parts.push(part)
    length += part.length
  }
  objects.forEach(({ head, stream }, index) => {
    offsets.push(length)
    const body = stream ? Buffer.concat([Buffer.from(`${head}\nstream\n`), stream, Buffer.from('\nendstream')]) : Buffer.from(head)
    add(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]))
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer}>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

const FONT = '<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>'

/** Objects of a document with one content stream a page; `catalog` is added to its catalogue. */
function pagesOf(streams: readonly PdfObject[], catalog = ''): PdfObject[] {
  const kids = streams.map((_, index) => `${3 + index * 2} 0 R`).join(' ')
  return [
    { head: `<< /Type /Catalog /Pages 2 0 R ${catalog}>>` },
    { head: `<< /Type /Pages /Kids [${kids}] /Count ${streams.length} >>` },
    ...streams.flatMap((stream, index) => [
      { head: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${FONT} /Contents ${4 + index * 2} 0 R >>` },
      stream,
    ]),
  ]
}

// One line is large; many are small, because words beyond the edge of the page do not count as its words.
function pageOf(words: string): PdfObject {
  const lines = words.replace(/[\\()]/g, '\\$&').split('\n')
  const size = lines.length > 1 ? 2 : 18
  const shown = lines.map((line) => `(${line}) Tj T*`).join(' ')
  const stream = Buffer.from(`BT /F1 ${size} Tf ${size} TL 36 780 Td ${shown} ET`)
  return { head: `<< /Length ${stream.length} >>`, stream }
}

/** A PDF with one page for each text; its lines are the page's. */
export const samplePdf = (...pages: string[]): Buffer => pdfOf(pagesOf((pages.length > 0 ? pages : ['A sample page']).map(pageOf)))

/** A PDF that runs a script when it is opened. */
export const scriptedPdf = (): Buffer => pdfOf(pagesOf([pageOf('Scripted')], '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> '))

/** Starts like a PDF, and that is all. */
export const brokenPdf = (): Buffer => Buffer.from('%PDF-1.7\nnothing of what follows is a PDF\n')

/** A PDF that opens with a password nobody knows. */
export function lockedPdf(): Buffer {
  const secret = '42'.repeat(32)
  const encrypt = `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <${secret}> /U <${secret}> >>`
  const id = '00'.repeat(16)
  return pdfOf([...pagesOf([pageOf('Secret')]), { head: encrypt }], `/Encrypt 5 0 R /ID [<${id}> <${id}>] `)
}

/** A PDF of some KB whose page unfolds to `megabytes`. */
export function pdfBomb(megabytes: number): Buffer {
  const stream = deflateSync(deflateSync(Buffer.alloc(megabytes * 1_048_576, 'q Q '), { level: 9 }), { level: 9 })
  return pdfOf(pagesOf([{ head: `<< /Length ${stream.length} /Filter [/FlateDecode /FlateDecode] >>`, stream }]))
}
