/** A one-page PDF of plain lines, for documents that need to look and search like real ones. */

/** WinAnsi holds the accents of Portuguese; parentheses and backslashes mean something in a PDF string. */
const textOf = (line: string): Buffer => Buffer.from(line.replace(/[\\()]/g, (sign) => `\\${sign}`).replace(/[–—]/g, '-'), 'latin1')

function contentOf(title: string, lines: readonly string[]): Buffer {
  const parts: (string | Buffer)[] = ['BT /F2 18 Tf 56 780 Td (', textOf(title), ') Tj /F1 11 Tf 0 -14 Td ']
  for (const line of lines) parts.push('0 -17 Td (', textOf(line), ') Tj ')
  parts.push('ET 56 768 m 539 768 l S')
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
}

/** A4, a title over lines of up to ninety characters, forty of them at most. */
export function pdfOf(title: string, lines: readonly string[]): Buffer {
  const content = contentOf(title, lines.slice(0, 40))
  const font = (name: string): string => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>',
    font('Helvetica'),
    font('Helvetica-Bold'),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const offsets: number[] = []
  const add = (body: Buffer): void => {
    offsets.push(parts.reduce((sum, part) => sum + part.length, 0))
    parts.push(Buffer.from(`${offsets.length} 0 obj\n`), body, Buffer.from('\nendobj\n'))
  }
  for (const object of objects) add(Buffer.from(object))
  add(Buffer.concat([Buffer.from(`<< /Length ${content.length} >>\nstream\n`), content, Buffer.from('\nendstream')]))
  const start = parts.reduce((sum, part) => sum + part.length, 0)
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = offsets.length + 1
  parts.push(
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}
