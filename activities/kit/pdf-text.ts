/** The words of a PDF, read in an isolated process within limits of time and memory. */
import { MAX_TEXT_BYTES } from '../../domain/rules/files'
import { PLATFORM } from '../../db/kit/client'
import { isolatedTask, type IsolatedLimits, runIsolated, Stopped } from '../../db/kit/isolated'

export type PdfText = { text: string } | { failed: string }

export interface PdfReading {
  /** Businesses take turns. */
  tenant_id: string
  limits?: Partial<IsolatedLimits>
  /** Ends the reading, which may be done again. */
  signal?: AbortSignal
}

const reading = isolatedTask<typeof import('./pdf-task')>({
  name: 'pdf_text',
  module: require.resolve('./pdf-task'),
  // Characters may take three bytes; 8 s are many times what the longest honest plans took.
  limits: { time_ms: 8000, memory_mb: 800, output_bytes: 4 * MAX_TEXT_BYTES },
})

/** Reads the words; `failed` says why there are none, which no further try would change. The bytes are asked for at their turn. Refused 503 when too many wait. */
export async function pdfText(bytes: Uint8Array | (() => Promise<Uint8Array>), of: PdfReading = { tenant_id: PLATFORM }): Promise<PdfText> {
  const input = async () => ({ bytes: typeof bytes === 'function' ? await bytes() : bytes, max_length: MAX_TEXT_BYTES })
  try {
    return { text: await runIsolated(reading, input, { ...of, field: 'file' }) }
  } catch (error) {
    if (error instanceof Stopped && error.stop === 'abandoned') throw new Error('the reading was ended before its time', { cause: error })
    if (error instanceof Stopped) return { failed: `${error.stop}: ${error.why}` }
    throw error
  }
}
