/** Modules declare themselves: whatever a folder's files export of a kind is found by looking, so that no list of them is kept. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const isSource = (name: string): boolean => /\.(ts|js)$/.test(name) && !name.endsWith('.d.ts') && !name.startsWith('index.')

/** Everything of a kind that the files of a folder export, and the index files of its own folders; in the order of their names. */
export function exportsOf<T>(folder: string, is: (value: unknown) => value is T): T[] {
  const files = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return isSource(entry.name) ? [entry.name] : []
    return entry.name !== 'kit' && ['ts', 'js'].some((ending) => existsSync(join(folder, entry.name, `index.${ending}`)))
      ? [entry.name]
      : []
  })
  return files.sort().flatMap((name) => Object.values(require(join(folder, name)) as Record<string, unknown>).filter(is))
}
