/** PDF.js, loaded only when a PDF is shown; its worker, fonts and maps come from our own origin. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist'

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href

export type { PDFDocumentProxy, PDFPageProxy }

/** Opens a PDF; scripts in it never run. Rejects for broken and protected files. */
export async function openPdf(blob: Blob): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await blob.arrayBuffer())
  return getDocument({
    data,
    enableXfa: false,
    isEvalSupported: false,
    // The content policy forbids compiling WebAssembly: the fallback decodes the few pictures that need it.
    useWasm: false,
    wasmUrl: '/assets/pdf/wasm/',
    cMapUrl: '/assets/pdf/cmaps/',
    cMapPacked: true,
    standardFontDataUrl: '/assets/pdf/standard_fonts/',
  }).promise
}

interface Drawing {
  page: PDFPageProxy
  canvas: HTMLCanvasElement
  /** CSS pixels. */
  width: number
  turn: number
}

/** Draws a page into a canvas at the device's own resolution; answers how to stop. */
export function drawPage({ page, canvas, width, turn }: Drawing): { done: Promise<void>; stop(): void } {
  const rotation = (page.rotate + turn) % 360
  const natural = page.getViewport({ scale: 1, rotation })
  const scale = width / natural.width
  const density = Math.min(window.devicePixelRatio || 1, 2)
  const viewport = page.getViewport({ scale: scale * density, rotation })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  canvas.style.width = `${Math.floor(width)}px`
  canvas.style.height = `${Math.floor(natural.height * scale)}px`
  const task = page.render({ canvas, viewport })
  return { done: task.promise, stop: () => task.cancel() }
}

/** The text of every page, for comparing versions. */
export async function pdfText(blob: Blob): Promise<string> {
  const document = await openPdf(blob)
  const pages: string[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const content = await (await document.getPage(number)).getTextContent()
    pages.push(content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''))
  }
  await document.loadingTask.destroy()
  return pages.join('\n')
}
