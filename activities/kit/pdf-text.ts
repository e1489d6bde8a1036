/** The words of a PDF, within limits of time and memory. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { MAX_TEXT_BYTES } from '../../domain/rules/files'

export interface PdfLimits {
  /** Milliseconds. */
  time: number
  /** Megabytes the process may grow by while the PDF is read: unfolded streams lie outside the thread's own heap. */
  growth: number
}

export type PdfText = { text: string } | { failed: string }

const LIMITS: PdfLimits = { time: 20_000, growth: 700 }
const LOOK_MS = 50
const HEAP = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 48, stackSizeMb: 4 }

/** Reads the words in a thread of its own; `failed` says why there are none. Never throws for what the file holds. */
export function pdfText(bytes: Uint8Array, limits: PdfLimits = LIMITS): Promise<PdfText> {
  return new Promise((resolve) => {
    const workerData = { bytes, max_length: MAX_TEXT_BYTES }
    // Its own options: the thread runs plain JavaScript, whatever this process was started with.
    const options = { workerData, resourceLimits: HEAP, execArgv: [], env: {}, stdout: true, stderr: true }
    const worker = new Worker(join(__dirname, 'pdf-thread.mjs'), options)
    const start = process.memoryUsage.rss()
    const end = (result: PdfText): void => {
      clearTimeout(timer)
      clearInterval(look)
      resolve(result)
      void worker.terminate()
    }
    const timer = setTimeout(() => end({ failed: `longer than ${limits.time} ms` }), limits.time)
    const look = setInterval(() => {
      if (process.memoryUsage.rss() - start > limits.growth * 1_048_576) end({ failed: `more than ${limits.growth} MB` })
    }, LOOK_MS)
    worker.once('message', (result: PdfText) => end(result))
    worker.on('error', (error) => end({ failed: error.message }))
    worker.once('exit', (code) => end({ failed: `ended with ${code}` }))
  })
}
