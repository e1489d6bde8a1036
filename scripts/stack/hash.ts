/** One short hash for the contents of folders and files, to know whether what was made from them is still fresh. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const IGNORED = ['node_modules', 'dist']

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  const names = readdirSync(path).filter((name) => !IGNORED.includes(name))
  return names.sort().flatMap((name) => filesBelow(join(path, name)))
}

/** 16 hex digits over the names and contents of all files below `paths` (relative to `root`); missing paths count as empty. */
export function contentHash(root: string, paths: string[]): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => filesBelow(join(root, path)))) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}
