/** Puts a new build in place of the one that is served, file by file, with no moment in which a page finds half of it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Names the others: moved last, so that whoever gets it finds all it names. */
const INDEX = 'index.html'
/** Which files the last build had; those that are open in a browser still fetch their chunks. */
const LIST = '.files.json'

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

const lastBuild = (folder: string): string[] =>
  existsSync(join(folder, LIST)) ? (JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as string[]) : filesIn(folder)

/** Moves a build from `aside` into `folder`. The files of the build before stay for pages that are open; older ones go. */
export function publish(aside: string, folder: string): void {
  const next = filesIn(aside)
  const kept = new Set([...next, ...lastBuild(folder), LIST])
  for (const file of [...next].sort((a, b) => Number(a === INDEX) - Number(b === INDEX))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    renameSync(join(aside, file), join(folder, file))
  }
  for (const file of filesIn(folder)) if (!kept.has(file)) rmSync(join(folder, file))
  writeFileSync(join(folder, LIST), JSON.stringify(next))
}
