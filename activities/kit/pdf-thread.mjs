// @ts-check
/** Reads the words of a PDF in a thread of its own, where it may hang or burst without harm; plain JavaScript because threads load it as it is. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

const MAX_PAGES = 2000
const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
const folder = (/** @type {string} */ name) => `${pathToFileURL(join(home, name)).href}/`

/** @returns {Promise<string>} the text of the pages in their order, until `max_length` characters are read */
async function textOf(/** @type {{ bytes: Uint8Array, max_length: number }} */ { bytes, max_length }) {
  const loading = getDocument({
    data: bytes,
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
  return text.slice(0, max_length)
}

textOf(workerData).then(
  (text) => parentPort?.postMessage({ text }),
  (error) => parentPort?.postMessage({ failed: `${error?.name ?? 'Error'}: ${error?.message ?? error}` }),
)
