/** A task of the isolated pool: the words of a PDF. */
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const MAX_PAGES = 2000
const home = dirname(require.resolve('pdfjs-dist/package.json'))
const folder = (name: string): string => `${pathToFileURL(join(home, name)).href}/`

/** The text of the pages in their order, until `max_length` characters are read; throws for what is no PDF or is locked. */
export async function run({ bytes, max_length }: { bytes: Uint8Array; max_length: number }): Promise<string> {
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const loading = getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: folder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: folder('standard_fonts'),
    // Nothing of the file may run, draw or be fetched; only its words are wanted.
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: VerbosityLevel.ERRORS,
  })
  const pdf = await loading.promise
  let text = ''
  for (let number = 1; number <= Math.min(pdf.numPages, MAX_PAGES) && text.length < max_length; number += 1) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    for (const item of items) if ('str' in item) text += item.str + (item.hasEOL ? '\n' : ' ')
    page.cleanup()
  }
  await loading.destroy()
  return text.slice(0, max_length)
}
