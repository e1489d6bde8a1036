/** A task of the isolated pool: what a received file is, and its bytes without the place where a picture was taken. */
import { readFile } from 'node:fs/promises'
import { type Inspected, inspect } from './inspect'
import { withoutPlace } from './places'

export interface LookedInto {
  facts: Inspected
  /** The bytes to be kept, where they are not those that were received. */
  clean: Uint8Array | undefined
}

/** Reads the file of the spool and looks into it. */
export async function run({ path, name }: { path: string; name: string }): Promise<LookedInto> {
  const bytes = await readFile(path)
  const facts = await inspect(bytes, name)
  return { facts, clean: withoutPlace(bytes, facts.mime_type) }
}
