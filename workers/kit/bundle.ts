/** The workflow bundle: built once for each content of the workflows, so that the next start finds it ready. */
import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleWorkflowCode, type Logger } from '@temporalio/worker'
import { contentHash } from '../../scripts/stack/hash'
import { failureConverterPath } from '../../workflows/client/codec'

const ROOT = join(__dirname, '..', '..')
const CACHE = join(ROOT, 'node_modules', '.cache', 'cien')
const KEEP_MS = 7 * 24 * 3600_000

// What the bundle is made of; the lock file stands for the SDK and every other package in it.
const SOURCES = ['workflows', 'domain', 'workers/kit/bundle.ts', 'package-lock.json']

// The bundler reports each stage; a start of ours has one line for all of it.
const quiet = (): void => undefined
const silent: Logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet }

/** The JavaScript of all workflows in `index_file`, as workers and replays load it. */
export async function buildBundle(index_file: string): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath: index_file, failureConverterPath, logger: silent })
  return code
}

/** Path of the bundle of all processes; builds it (about 3 s) when no cached one has the same sources. */
export async function bundlePath(folder = CACHE): Promise<string> {
  const path = join(folder, `workflows-${contentHash(ROOT, SOURCES)}.js`)
  if (existsSync(path)) return path
  await mkdir(folder, { recursive: true })
  const code = await buildBundle(join(ROOT, 'workflows', 'index.ts'))
  // Two processes may build at once: each renames a whole file into place, whichever comes last.
  const mine = `${path}.${randomUUID()}`
  await writeFile(mine, code)
  await rename(mine, path)
  await forgetOld(folder)
  return path
}

async function forgetOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('workflows-'))
  for (const name of names) {
    const file = join(folder, name)
    // Another process may have renamed or removed it since it was listed.
    const found = statSync(file, { throwIfNoEntry: false })
    if (found && Date.now() - found.mtimeMs > KEEP_MS) await rm(file, { force: true })
  }
}
