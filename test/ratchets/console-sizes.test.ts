/** What the console weighs on the wire: the first page, the start page, and what each further page adds (brotli, as it is served). */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildConsole } from '../../scripts/stack/web-build'
import { ROOT } from './sources'

interface Chunk {
  file: string
  imports?: string[]
  isDynamicEntry?: boolean
}

const FIRST_LOAD = 200_000
const PAGE = 60_000
/** Libraries that a part fetches after its page is there: the reader of PDF files and the charts. */
const ON_DEMAND: Record<string, number> = {
  'kit/files/pdf.ts': 105_000,
  'kit/files/pdf-viewer.tsx': 125_000,
  'kit/charts/bar-chart.tsx': 95_000,
}

const DIST = join(ROOT, 'web', 'dist')
let chunks: Record<string, Chunk>

beforeAll(async () => {
  await buildConsole((line) => process.stderr.write(`${line}\n`))
  chunks = JSON.parse(readFileSync(join(DIST, '.vite', 'manifest.json'), 'utf8'))
}, 240_000)

/** A chunk and all that it cannot run without. */
function closure(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const next of chunks[name]?.imports ?? []) closure(next, found)
  return found
}

const together = (...names: string[]): Set<string> => new Set(names.flatMap((name) => [...closure(name)]))

/** Bytes of the scripts on the wire. */
const weight = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => {
    const file = join(DIST, chunks[name]?.file ?? '')
    if (!file.endsWith('.js')) return sum
    return sum + statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size
  }, 0)

const ENTRY = ['index.html', 'kit/language/en.ts']
const START = [...ENTRY, 'kit/shell/shell.tsx', 'inbox/inbox-page.tsx']

test(`the first load is at most ${FIRST_LOAD / 1000} kB of scripts: the log-in of a stranger, the inbox of who is signed in`, () => {
  expect(weight(together(...ENTRY, 'sign-in/sign-in-page.tsx'))).toBeLessThanOrEqual(FIRST_LOAD)
  expect(weight(together(...START))).toBeLessThanOrEqual(FIRST_LOAD)
})

test(`a page adds at most ${PAGE / 1000} kB to the start page`, () => {
  const there = together(...START)
  const added = Object.entries(chunks)
    .filter(([, chunk]) => chunk.isDynamicEntry)
    .map(([name]) => ({ name, bytes: weight([...closure(name)].filter((each) => !there.has(each))) }))
  expect(added.length).toBeGreaterThan(20)
  expect(added.filter(({ name, bytes }) => bytes > (ON_DEMAND[name] ?? PAGE))).toEqual([])
})
