/** Makes sure that node_modules holds what package-lock.json names; needs nothing but Node itself. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lock = join(root, 'package-lock.json')
const installed = join(root, 'node_modules', '.package-lock.json')
const stamp = join(root, 'node_modules', '.cien-installed')

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** True when every package of the lock file is installed in its version; optional ones may be missing (other systems). */
function sameVersions() {
  if (!existsSync(installed)) return false
  const have = JSON.parse(read(installed)).packages
  const want = Object.entries(JSON.parse(read(lock)).packages).filter(([path]) => path !== '')
  return want.every(([path, { version, optional, peer }]) => (have[path] ? have[path].version === version : optional || peer))
}

/** Runs npm on the lock file; true when it succeeded. */
function npm(...command) {
  const args = [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  return spawnSync('npm', args, { cwd: root, stdio: 'inherit' }).status === 0
}

/** Installs what is missing; returns at once when the lock file is the one that was installed last. */
export function ensureDependencies() {
  const hash = createHash('sha256').update(read(lock)).digest('hex')
  if (read(stamp) === hash) return
  if (!sameVersions()) {
    console.log('installing dependencies with npm ci (a minute or two; only after package-lock.json changed)')
    // npm ci refuses a lock file that lacks a package of another system; npm install takes the same versions and goes on.
    if (!npm('ci') && !npm('install', '--no-save')) {
      console.error('the dependencies could not be installed: is the package registry reachable?')
      process.exit(1)
    }
  }
  writeFileSync(stamp, hash)
}

/** Hands over to a TypeScript file of this repository, in this process. */
export function handOver(file) {
  ensureDependencies()
  process.chdir(root)
  process.env.TZ = 'UTC'
  const require = createRequire(join(root, 'package.json'))
  require('tsx/cjs')
  require(file)
}
