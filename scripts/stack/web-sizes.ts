/** What the built console weighs on the wire (brotli, as it is served): the first load, and what each page adds. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './settings'

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
  isDynamicEntry?: boolean
}

export interface ConsoleSizes {
  /** Bytes of scripts until the log-in of a stranger can be used. */
  sign_in: number
  /** Bytes of scripts until the inbox of somebody who is signed in can be used. */
  start: number
  /** What each further chunk adds to the inbox and the overlays that all pages share, largest first. */
  added: { name: string; bytes: number }[]
}

const ENTRY = ['index.html', 'kit/language/en.ts']
const START = [...ENTRY, 'kit/shell/shell.tsx', 'inbox/inbox-page.tsx']
/** What stands over pages (hints, menus): fetched once, with the first page that shows one. */
const OVERLAYS = 'kit/record/why-tip.tsx'

const dist = join(ROOT, 'web', 'dist')
const chunksOf = (): Record<string, Chunk> => JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'))

/** The text of every file of the present build whose name ends so; files of the build before stand beside them for pages that are open. */
export function consoleText(ending: '.js' | '.css'): string {
  const names = Object.values(chunksOf()).flatMap(({ file, css = [] }) => [file, ...css])
  return [...new Set(names)]
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(dist, name), 'utf8'))
    .join('\n')
}

/** Reads `web/dist`, which must be built. */
export function consoleSizes(): ConsoleSizes {
  const chunks = chunksOf()
  const closure = (name: string, found = new Set<string>()): Set<string> => {
    if (found.has(name)) return found
    const chunk = chunks[name]
    if (!chunk) throw new Error(`The built console has no ${name}`)
    found.add(name)
    for (const next of chunk.imports ?? []) closure(next, found)
    return found
  }
  const together = (names: readonly string[]): Set<string> => new Set(names.flatMap((name) => [...closure(name)]))
  const bytesOf = (name: string): number => {
    const file = join(dist, chunks[name]?.file ?? '')
    if (!file.endsWith('.js')) return 0
    return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size
  }
  const weight = (names: Iterable<string>): number => [...names].reduce((sum, name) => sum + bytesOf(name), 0)
  const start = together(START)
  const there = together([...START, OVERLAYS])
  const lazy = Object.keys(chunks).filter((name) => chunks[name]?.isDynamicEntry)
  const added = lazy.map((name) => ({ name, bytes: weight([...closure(name)].filter((each) => !there.has(each))) }))
  return {
    sign_in: weight(together([...ENTRY, 'sign-in/sign-in-page.tsx'])),
    start: weight(start),
    added: added.toSorted((a, b) => b.bytes - a.bytes),
  }
}
