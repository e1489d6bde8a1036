/** A task of the isolated pool: a picture drawn small. */
import { invalid } from '../../../domain/errors'
import { type Drawn, draw } from './pictures'

/** The drawn picture; Refused 422 for what cannot be drawn. */
export async function run({ bytes, drawn }: { bytes: Uint8Array; drawn: Drawn }): Promise<Uint8Array> {
  return draw(bytes, drawn).catch(() => Promise.reject(invalid({ file: ['The file field must be a picture that can be drawn.'] })))
}
