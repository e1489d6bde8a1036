/**
 * Completes package-lock.json after `npm install`: npm leaves out the optional packages of other systems that it could
 * not look up, and `npm ci` then refuses the file. Their systems stand in their names, so they can be written down.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './dependencies.mjs'

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** Where node would find `name` for the package at `path`, from the nearest folder outwards. */
function places(path, name) {
  const found = []
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1)))
    found.push(`${at}/node_modules/${name}`)
  return [...found, `node_modules/${name}`]
}

function entryOf(name, version, dev) {
  const words = (name.split('/').pop() ?? '').replace('linuxmusl', 'linux-musl').replace('windows', 'win32').split('-')
  const os = words.find((word) => SYSTEMS.includes(word))
  const cpu = words.find((word) => PROCESSORS.includes(word))
  if (cpu === undefined) throw new Error(`${name} names no processor: look at it by hand`)
  const libc = ['musl', 'gnu'].find((word) => words.some((part) => part.startsWith(word)))
  const bound = os === 'linux' && libc !== undefined ? { libc: [libc === 'gnu' ? 'glibc' : 'musl'] } : {}
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...bound, optional: true, ...(os ? { os: [os] } : {}) }
}

let added = 0
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, wanted] of Object.entries(optionalDependencies)) {
    if (places(path, name).some((place) => place in lock.packages)) continue
    lock.packages[`node_modules/${name}`] = entryOf(name, wanted.replace(/^[~^]/, ''), dev)
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
if (added > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} packages of other systems added to package-lock.json`)
