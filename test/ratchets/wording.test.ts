/** What must not stand in a source: shortcuts, tricks around the tenant wall, traces of one machine. */
import { findings } from './oxlint'
import { callsIn, isBareOr } from './queries'
import { KEPT, ratchet, read, sources, trackedFiles } from './sources'

const files = sources()
const code = files.filter((file) => !file.startsWith('test/ratchets/'))

function holding(pattern: RegExp, among: string[]): string[] {
  return among.filter((file) => pattern.test(read(file)))
}

test('each file begins with a sentence that says what it is', () => {
  const headless = files.filter((file) => !/^(#!.*\n)?\/\*\* [A-Z0-9`'"].{15,}/.test(read(file)))
  expect(ratchet(headless, [])).toEqual(KEPT)
})

test('file names are kebab-case', () => {
  const wrong = files.filter((file) => !/^[a-z0-9-]+(\.test|\.config)?\.tsx?$/.test(file.split('/').pop() ?? ''))
  expect(ratchet(wrong, [])).toEqual(KEPT)
})

test('no work is left for later in a comment', () => {
  const marks = new RegExp(`\\b(${['TO', 'FIX', 'XX'].map((start, index) => start + ['DO', 'ME', 'X'][index]).join('|')})\\b`)
  expect(ratchet(holding(marks, code), [])).toEqual(KEPT)
})

test('nothing is exported by star, and nothing is exported without a name but where a tool asks for it', () => {
  // Temporal takes a bundle's default export for every workflow type that has no export of its own.
  const tools = ['test/support/global-setup.ts', 'test/support/global-teardown.ts', 'workflows/index.ts']
  expect(ratchet(holding(/^export \* from/m, code), [])).toEqual(KEPT)
  const nameless = holding(/^export default/m, code).filter((file) => !file.endsWith('vite.config.ts'))
  expect(ratchet(nameless, tools)).toEqual(KEPT)
})

test('types are not switched off', () => {
  expect(ratchet(holding(/@ts-(ignore|nocheck|expect-error)/, code), [])).toEqual(KEPT)
  expect(ratchet(holding(/(eslint|oxlint|biome)-(disable|ignore)/, code), [])).toEqual(KEPT)
})

const SWALLOWED = /catch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\(\)\s*=>\s*(undefined|null|\{\s*\})\)/

test('an error is never swallowed without a word why', () => {
  const silent = code.flatMap((file) => {
    const lines = read(file).split('\n')
    const wrong = lines.filter((line, index) => SWALLOWED.test(line) && !`${lines[index - 1] ?? ''}${line}`.includes('//'))
    return wrong.map((line) => `${file}: ${line.trim()}`)
  })
  expect(ratchet(silent, [])).toEqual(KEPT)
})

test('what may fail more than once is listened to until it ends', () => {
  const product = code.filter((file) => !/^(test|bench|web|scripts)\//.test(file))
  expect(ratchet(holding(/\bonce\('error'/, product), [])).toEqual(KEPT)
  // Joined by `pipe` each stream needs a listener of its own; `pipeline` has them. The form's parser outlives its refusals.
  expect(ratchet(holding(/\b(req|stream|answer|bytes|file)\.pipe\(/, product), ['api/kit/multipart.ts'])).toEqual(KEPT)
})

test('the tenant is set for one transaction only', () => {
  const product = code.filter((file) => !file.startsWith('test/'))
  expect(ratchet(holding(/set_config\([^)]*,\s*false\s*\)|\bSET\s+(SESSION\s+)?app\./i, product), [])).toEqual(KEPT)
})

test('an "or" stands only inside a group of conditions', () => {
  const wrong = code.filter((file) => file.endsWith('.ts') && !file.startsWith('web/') && callsIn(read(file)).some(isBareOr))
  expect(ratchet(wrong, [])).toEqual(KEPT)
  const bare = callsIn("query.where('a', 1).orWhere('b', 2)").some(isBareOr)
  const grouped = callsIn("query.where((either) => either.where('a', 1).orWhere('b', 2))").some(isBareOr)
  expect({ bare, grouped }).toEqual({ bare: true, grouped: false })
})

// A query built step by step is a thenable nobody waits for yet; one that starts or writes must not be left so.
const STARTS_OR_WRITES = /^(db|trx|tx|knex)\b|\.(insert|update|delete|del|patch|increment|decrement|truncate)\w*\(|\.query\(/

test('no query is started without being awaited', () => {
  const wrong = findings({ 'typescript/no-floating-promises': ['error', { checkThenables: true }] }, true).filter(
    ({ file, offset, length }) => {
      const statement = Buffer.from(read(file)).subarray(offset, offset + length)
      return STARTS_OR_WRITES.test(statement.toString())
    },
  )
  expect(ratchet([...new Set(wrong.map(({ file, line }) => `${file}:${line}`))], [])).toEqual(KEPT)
})

test('no file names a place on one machine or the host of a package registry', () => {
  const places = ['work', 'root', 'home', 'Users'].map((name) => `/${name}/`)
  const hosts = [
    'registry.npm' + 'js.org',
    'npm' + 'mirror.com',
    'registry.yarn' + 'pkg.com',
    'proxy.go' + 'lang.org',
    'sum.go' + 'lang.org',
  ]
  const escaped = hosts.map((host) => host.replaceAll('.', '\\.'))
  const pattern = new RegExp(`(^|[\\s"'\`(=:])(${places.join('|')})|${escaped.join('|')}`, 'm')
  const text = trackedFiles().filter((file) => !/\.(png|ico|woff2?|pdf|jpg|gz)$/.test(file))
  expect(text.length).toBeGreaterThan(60)
  expect(ratchet(holding(pattern, text), [])).toEqual(KEPT)
})
