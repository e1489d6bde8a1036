/** A new console takes the place of the one that is served: nobody is sent half a build. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { publish } from '../../scripts/stack/publish'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cien-publish-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Builds aside a console of this name, and publishes it. */
function build(name: string): void {
  const aside = join(folder, 'aside')
  for (const [file, text] of [
    ['index.html', name],
    [`assets/${name}.js`, name],
    ['icon.svg', name],
  ] as const) {
    mkdirSync(dirname(join(aside, file)), { recursive: true })
    writeFileSync(join(aside, file), text)
  }
  publish(aside, join(folder, 'dist'))
}

const served = (file: string): string => readFileSync(join(folder, 'dist', file), 'utf8')
const chunks = (): string[] => readdirSync(join(folder, 'dist', 'assets')).sort()

test('WEB-4 the newest build is served, and the chunks of the one before stay for pages that are open', () => {
  build('one')
  build('two')
  expect([served('index.html'), served('icon.svg'), chunks()]).toEqual(['two', 'two', ['one.js', 'two.js']])
  build('three')
  expect([served('index.html'), chunks()]).toEqual(['three', ['three.js', 'two.js']])
})

test('WEB-4 the index is moved last: whoever gets it finds what it names', () => {
  build('one')
  // A folder in the way of a chunk: the publishing stops there.
  mkdirSync(join(folder, 'dist', 'assets', 'two.js'))
  expect(() => build('two')).toThrow()
  expect(served('index.html')).toBe('one')
  expect(existsSync(join(folder, 'dist', 'assets', 'one.js'))).toBe(true)
})
