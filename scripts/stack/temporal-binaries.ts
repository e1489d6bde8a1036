/** Finds Temporal's programs of the pinned versions: in the user's cache folder, else built with Go, else downloaded. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { tryLock } from './lock'
import { messageOf, pause } from './wait'

export const SERVER_VERSION = '1.32.0'
export const UI_VERSION = '2.54.1'
const PROGRAMS = {
  'temporal-server': 'go.temporal.io/server/cmd/server',
  'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
  'temporal-ui': 'github.com/temporalio/ui-server/v2/cmd/server',
} as const
const MODULE_FOLDER = join(__dirname, '..', 'temporal')
const PROGRESS_EVERY_MS = 15_000

export interface Binaries {
  server: string
  sql_tool: string
  ui: string
}

type Say = (line: string) => void
type Environment = Record<string, string | undefined>

/** The folder that holds the programs, shared by all clones of one user. */
export function cacheFolder(env: Environment = process.env): string {
  const base = env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'cien', `temporal-${SERVER_VERSION}-ui-${UI_VERSION}`)
}

const paths = (folder: string): Binaries => ({
  server: join(folder, 'temporal-server'),
  sql_tool: join(folder, 'temporal-sql-tool'),
  ui: join(folder, 'temporal-ui'),
})

function complete(folder: string): boolean {
  try {
    for (const name of Object.keys(PROGRAMS)) accessSync(join(folder, name), constants.X_OK)
    return true
  } catch {
    return false // one is missing: the folder is not used
  }
}

function run(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000)
    })
    child.on('error', fail)
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`${command} ${args[0]} ended with ${code}: ${errors.trim()}`))))
  })
}

async function build(target: string, { say, env: given }: { say: Say; env: Environment }): Promise<void> {
  const module = join(target, 'module') // a copy: go must not touch the files of the repository
  mkdirSync(module)
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(MODULE_FOLDER, file), join(module, file))
  const env = { ...process.env, ...given, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' }
  const started = Date.now()
  for (const [name, path] of Object.entries(PROGRAMS)) {
    const tell = () => say(`building ${name} with Go, ${Math.round((Date.now() - started) / 1000)} s so far (3 to 5 minutes, only once)`)
    tell()
    const timer = setInterval(tell, PROGRESS_EVERY_MS)
    try {
      await run('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', join(target, name), path], { cwd: module, env })
    } finally {
      clearInterval(timer)
    }
  }
  rmSync(module, { recursive: true })
}

async function fetched(url: string): Promise<Buffer> {
  const answer = await fetch(url).catch((cause: unknown) => {
    throw new Error(`${url} cannot be reached`, { cause })
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** Unpacks one archive of a release after its SHA-256 was found in the release's list of checksums. */
async function unpack(release: string, names: { archive: string; checksums: string }, target: string): Promise<void> {
  const list = (await fetched(`${release}/${names.checksums}`)).toString()
  const wanted = list
    .split('\n')
    .find((line) => line.trim().endsWith(names.archive))
    ?.split(/\s+/)[0]
  const archive = await fetched(`${release}/${names.archive}`)
  const got = createHash('sha256').update(archive).digest('hex')
  if (wanted !== got) throw new Error(`${names.archive} has the checksum ${got}, its release says ${wanted ?? 'nothing'}`)
  const file = join(target, names.archive)
  writeFileSync(file, archive)
  await run('tar', ['-xzf', file, '-C', target], { cwd: target, env: process.env })
  rmSync(file)
}

async function download(target: string, { say, env }: { say: Say; env: Environment }): Promise<void> {
  const system = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const releases = env.TEMPORAL_RELEASES_URL ?? 'https://github.com/temporalio'
  say(`downloading Temporal ${SERVER_VERSION} and its UI ${UI_VERSION} from ${releases}`)
  const server = { archive: `temporal_${SERVER_VERSION}_${system}.tar.gz`, checksums: 'checksums.txt' }
  const ui = { archive: `ui-server_${UI_VERSION}_${system}.tar.gz`, checksums: `ui-server_${UI_VERSION}_checksums.txt` }
  await unpack(`${releases}/temporal/releases/download/v${SERVER_VERSION}`, server, target)
  await unpack(`${releases}/ui-server/releases/download/v${UI_VERSION}`, ui, target)
  renameSync(join(target, 'ui-server'), join(target, 'temporal-ui'))
}

/** Fills a folder of its own and renames it, so that two at once are safe: the second finds the first's and drops its own. */
async function fill(folder: string, work: (target: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true })
  const target = mkdtempSync(`${folder}.`)
  try {
    await work(target)
    if (!complete(target)) throw new Error('a program is missing from what was fetched')
    if (complete(folder)) return
    rmSync(folder, { recursive: true, force: true })
    renameSync(target, folder)
  } catch (error) {
    if (!complete(folder)) throw error
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
}

/** Tries each way in turn; what failed, one line a way. */
async function fetchPrograms(folder: string, say: Say, env: Environment): Promise<string[]> {
  const failures: string[] = []
  const attempt = async (how: string, work: (target: string) => Promise<void>) => {
    if (complete(folder)) return
    await fill(folder, work).catch((error: unknown) => failures.push(`${how}: ${messageOf(error)}`))
  }
  if (spawnSync('go', ['version'], { env: { ...process.env, ...env } }).status === 0)
    await attempt('Building with Go', (target) => build(target, { say, env }))
  else failures.push('Building with Go: no go on the PATH')
  await attempt('Downloading the official release', (target) => download(target, { say, env }))
  return failures
}

/** One build at a time: two would take twice as long and throw one away. */
async function turn(folder: string, say: Say): Promise<() => void> {
  mkdirSync(dirname(folder), { recursive: true })
  let told = false
  for (;;) {
    const done = tryLock(`${folder}.lock`)
    if (done) return done
    if (!told) say('another start is fetching Temporal; waiting for it')
    told = true
    await pause(250)
  }
}

/** The paths of the programs; throws with what was tried and what to do when no way works. */
export async function findBinaries(say: Say, env: Environment = process.env): Promise<Binaries> {
  const folder = cacheFolder(env)
  if (complete(folder)) return paths(folder)
  say(`Temporal ${SERVER_VERSION} is not in ${folder} yet`)
  const done = await turn(folder, say)
  try {
    const failures = complete(folder) ? [] : await fetchPrograms(folder, say, env)
    if (!complete(folder)) throw new Error(noWay(folder, failures))
    return paths(folder)
  } finally {
    done()
  }
}

function noWay(folder: string, failures: string[]): string {
  return [
    'Temporal could not be found, built or downloaded:',
    ...failures.map((line) => `  - ${line}`),
    'Any one of these helps:',
    '  - install Go 1.26 or later and start again,',
    `  - put ${Object.keys(PROGRAMS).join(', ')} (${SERVER_VERSION}, UI ${UI_VERSION}) into ${folder},`,
    `  - set TEMPORAL_ADDRESS to a Temporal server of version ${SERVER_VERSION} or later.`,
  ].join('\n')
}

/** The programs when they are in the cache folder already; nothing is built or fetched. */
export function cachedBinaries(env: Environment = process.env): Binaries | undefined {
  const folder = cacheFolder(env)
  return complete(folder) ? paths(folder) : undefined
}
