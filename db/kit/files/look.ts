/** Files that strangers made, looked into and drawn in isolated processes with limits. */
import { resolve } from 'node:path'
import { isolatedTask, type IsolatedCall, runIsolated } from '../isolated'
import type { LookedInto } from './inspect-task'
import type { Drawn } from './pictures'

// Measured with 100 megapixels: 1.8 s of processor time and 520 MB for the dearest kinds of PNG and JPEG.
const PICTURES = { time_ms: 8000, memory_mb: 900 }

const inspecting = isolatedTask<typeof import('./inspect-task')>({
  name: 'inspect',
  module: require.resolve('./inspect-task'),
  limits: PICTURES,
})
const drawing = isolatedTask<typeof import('./draw-task')>({ name: 'draw', module: require.resolve('./draw-task'), limits: PICTURES })

/** What a file of the spool is; refused as `inspect` does, 422 when it breaks a limit, 503 when too many wait. */
export const lookInto = (file: { path: string; name: string }, call: IsolatedCall): Promise<LookedInto> =>
  runIsolated(inspecting, { path: resolve(file.path), name: file.name }, call)

/** A picture drawn small, the right way up; its bytes are asked for at its turn. Refused 422 when it cannot be drawn. */
export const drawPicture = async (bytes: () => Promise<Uint8Array>, drawn: Drawn, call: IsolatedCall): Promise<Buffer> =>
  Buffer.from(await runIsolated(drawing, async () => ({ bytes: await bytes(), drawn }), call))
