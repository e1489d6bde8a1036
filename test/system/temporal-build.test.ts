/** Where Temporal's programs come from: the cache folder, else a build, else a checked download, else a helpful refusal. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cachedBinaries, cacheFolder, findBinaries, SERVER_VERSION, UI_VERSION } from '../../scripts/stack/temporal-binaries'

const ROOT = join(__dirname, '..', '..')
// Only the tools that unpacking and a shell need, so that a Go of this system is not found.
const BARE_PATH = '/usr/bin:/bin'
const NOWHERE = 'http://127.0.0.1:9'
let folder: string
let lines: string[]
const say = (line: string) => lines.push(line)
const environment = (more: Record<string, string> = {}) => ({
  XDG_CACHE_HOME: folder,
  PATH: BARE_PATH,
  TEMPORAL_RELEASES_URL: NOWHERE,
  ...more,
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cien-temporal-'))
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program named `go` that does as told and writes down its calls. */
function fakeGo(body: string): { PATH: string } {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'go'), `#!/bin/sh\n[ "$1" = version ] && exit 0\n${body}\n`)
  chmodSync(join(bin, 'go'), 0o755)
  return { PATH: `${bin}:${BARE_PATH}` }
}

const BUILDS = `for word in "$@"; do [ "$last" = "-o" ] && out="$word"; last="$word"; done
[ -f go.sum ] || exit 3
printf '#!/bin/sh\\n' > "$out"; chmod +x "$out"`

function archive(names: string[]): Buffer {
  const place = mkdtempSync(join(folder, 'archive-'))
  for (const name of names) writeFileSync(join(place, name), `${name}\n`, { mode: 0o755 })
  return execFileSync('tar', ['-czf', '-', '-C', place, ...names])
}

/** A site with the two releases; `lie` gives a wrong checksum for the server's archive. */
async function releases(lie: boolean): Promise<{ url: string; server: Server }> {
  const system = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const server_archive = { name: `temporal_${SERVER_VERSION}_${system}.tar.gz`, data: archive(['temporal-server', 'temporal-sql-tool']) }
  const ui_archive = { name: `ui-server_${UI_VERSION}_${system}.tar.gz`, data: archive(['ui-server']) }
  const sum = (data: Buffer) => createHash('sha256').update(data).digest('hex')
  const files: Record<string, Buffer | string> = {
    [server_archive.name]: server_archive.data,
    [ui_archive.name]: ui_archive.data,
    'checksums.txt': `${lie ? '0'.repeat(64) : sum(server_archive.data)}  ${server_archive.name}\n`,
    [`ui-server_${UI_VERSION}_checksums.txt`]: `${sum(ui_archive.data)}  ${ui_archive.name}\n`,
  }
  const server = createServer((request, answer) => {
    const file = files[(request.url ?? '').split('/').pop() ?? '']
    answer.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

const leftovers = () => readdirSync(dirname(cacheFolder(environment()))).filter((name) => !cacheFolder(environment()).endsWith(name))

test('the pinned modules are those of the versions the code names', () => {
  const modules = readFileSync(join(ROOT, 'scripts', 'temporal', 'go.mod'), 'utf8')
  expect(modules).toContain(`go.temporal.io/server v${SERVER_VERSION}`)
  expect(modules).toContain(`github.com/temporalio/ui-server/v2 v${UI_VERSION}`)
})

test('programs in the cache folder are used without a word', async () => {
  const place = cacheFolder(environment())
  mkdirSync(place, { recursive: true })
  for (const name of ['temporal-server', 'temporal-sql-tool', 'temporal-ui']) writeFileSync(join(place, name), '', { mode: 0o755 })
  expect(await findBinaries(say, environment())).toEqual({
    server: join(place, 'temporal-server'),
    sql_tool: join(place, 'temporal-sql-tool'),
    ui: join(place, 'temporal-ui'),
  })
  expect(lines).toEqual([])
})

test('with Go they are built from the pinned modules, with a line of progress, once when two start together', async () => {
  const env = environment(fakeGo(BUILDS))
  const [first, second] = await Promise.all([findBinaries(say, env), findBinaries(say, env)])
  expect(first).toEqual(second)
  expect(cachedBinaries(env)).toEqual(first)
  expect(lines.filter((line) => line.startsWith('building temporal-server with Go'))).toHaveLength(1)
  expect(lines).toContain('another start is fetching Temporal; waiting for it')
  expect(leftovers()).toEqual([])
})

test('without Go, or when its build fails, the official release is fetched and its checksum compared', async () => {
  const { url, server } = await releases(false)
  const env = environment({ ...fakeGo('echo no disk left >&2; exit 1'), TEMPORAL_RELEASES_URL: url })
  const { server: program } = await findBinaries(say, env)
  server.close()
  expect(readFileSync(program, 'utf8')).toBe('temporal-server\n')
  expect(lines.join('\n')).toContain('downloading Temporal')
})

test('a download with another checksum is refused and leaves nothing behind', async () => {
  const { url, server } = await releases(true)
  await expect(findBinaries(say, environment({ TEMPORAL_RELEASES_URL: url }))).rejects.toThrow('checksum')
  server.close()
  expect(cachedBinaries(environment())).toBeUndefined()
  expect(leftovers()).toEqual([])
})

test('when no way works the message names what was tried and what helps', async () => {
  const env = environment(fakeGo('echo no disk left >&2; exit 1'))
  const failure = findBinaries(say, env)
  for (const part of ['no disk left', NOWHERE, 'TEMPORAL_ADDRESS', 'install Go', cacheFolder(env)])
    await expect(failure).rejects.toThrow(part)
})
