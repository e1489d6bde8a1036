/** What the console weighs on the wire: the first load, and what each further page adds. */
import { buildConsole } from '../../scripts/stack/web-build'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../scripts/stack/settings'
import { type ConsoleSizes, consoleSizes, consoleText } from '../../scripts/stack/web-sizes'

const FIRST_LOAD = 200_000
const PAGE = 60_000
/** Libraries that a part fetches after its page is there: the reader of PDF files and the charts. */
const ON_DEMAND: Record<string, number> = {
  'kit/files/pdf.ts': 105_000,
  'kit/files/pdf-viewer.tsx': 125_000,
  'kit/charts/bar-chart.tsx': 95_000,
  'kit/charts/time-chart.tsx': 100_000,
}

let sizes: ConsoleSizes

beforeAll(async () => {
  await buildConsole((line) => process.stderr.write(`${line}\n`))
  sizes = consoleSizes()
}, 240_000)

test(`the first load is at most ${FIRST_LOAD / 1000} kB of scripts: the log-in of a stranger, the inbox of who is signed in`, () => {
  expect(sizes.sign_in).toBeLessThanOrEqual(FIRST_LOAD)
  expect(sizes.start).toBeLessThanOrEqual(FIRST_LOAD)
})

test(`a page adds at most ${PAGE / 1000} kB to the start page`, () => {
  expect(sizes.added.length).toBeGreaterThan(20)
  expect(sizes.added.filter(({ name, bytes }) => bytes > (ON_DEMAND[name] ?? PAGE))).toEqual([])
})

test('each part of the library comes with its styles, and no style without its part (web/kit/mantine.css)', () => {
  const classesIn = (all: string): string[] => [...new Set(all.match(/\bm_[0-9a-f]{6,8}\b/g))]
  const [drawn, styled] = [classesIn(consoleText('.js')), new Set(classesIn(consoleText('.css')))]
  const styles = join(ROOT, 'node_modules', '@mantine', 'core', 'styles')
  const files = readdirSync(styles).filter((name) => name.endsWith('.css') && !name.endsWith('.layer.css'))
  const of = new Map(files.map((name) => [name, classesIn(readFileSync(join(styles, name), 'utf8'))]))
  const missing = [...of].filter(([, classes]) => classes.some((one) => drawn.includes(one)) && classes.some((one) => !styled.has(one)))
  const idle = [...of].filter(([, classes]) => classes.length > 0 && classes.every((one) => styled.has(one) && !drawn.includes(one)))
  expect(missing.map(([name]) => name)).toEqual([])
  expect(idle.map(([name]) => name)).toEqual([])
})
