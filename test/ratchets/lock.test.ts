/** The lock file: usable by `npm ci` on every system and with any registry. */
import { read } from './sources'

interface Entry {
  version?: string
  resolved?: string
  integrity?: string
  os?: string[]
  optional?: boolean
  optionalDependencies?: Record<string, string>
}

const packages = Object.entries((JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> }).packages)
const names = new Set(packages.map(([path]) => path.replace(/^.*node_modules\//, '')))

test('it holds the optional packages of all systems; `node scripts/lock.mjs` adds those that npm left out', () => {
  expect(packages.length).toBeGreaterThan(500)
  const absent = packages.flatMap(([, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !names.has(name)),
  )
  expect(absent).toEqual([])
})

test('it names no host, and each package that is installed here has its checksum', () => {
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  const unchecked = packages.filter(([path, { integrity, optional }]) => path !== '' && !integrity && !optional)
  expect(unchecked.map(([path]) => path)).toEqual([])
})

test('one copy of protobufjs serves all, or stored histories could not be read', () => {
  expect(packages.map(([path]) => path).filter((path) => path.endsWith('node_modules/protobufjs'))).toEqual(['node_modules/protobufjs'])
})
