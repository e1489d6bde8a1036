/** Who may import whom: the floors of the house, kept by a test. */
import { builtinModules } from 'node:module'
import { fileOf, type Import, importsOf } from './imports'
import { KEPT, ratchet, sources } from './sources'

// What runs in Node and talks to Temporal lives in workflows/client; the rest of workflows/ runs in the sandbox.
const FLOORS = [
  'domain/rules',
  'domain',
  'policies',
  'db',
  'activities',
  'workflows/client',
  'workflows',
  'workers',
  'api',
  'web',
  'scripts',
  'bench',
  'test',
]

const EVERYTHING = FLOORS
const MAY: Record<string, readonly string[]> = {
  'domain/rules': ['domain/rules', 'domain'],
  domain: ['domain', 'domain/rules'],
  policies: ['policies', 'domain', 'domain/rules'],
  db: ['db', 'domain', 'domain/rules'],
  activities: ['activities', 'db', 'domain', 'domain/rules', 'workflows/client'],
  'workflows/client': ['workflows/client', 'workflows', 'domain', 'domain/rules'],
  workflows: ['workflows', 'domain/rules', 'domain'],
  workers: EVERYTHING,
  api: ['api', 'domain', 'domain/rules', 'policies', 'db', 'workflows', 'workflows/client'],
  web: ['web', 'domain', 'domain/rules'],
  scripts: EVERYTHING,
  bench: EVERYTHING,
  test: EVERYTHING,
}
const MAY_AS_TYPES: Record<string, readonly string[]> = { workflows: ['activities'], 'workflows/client': ['db'], web: ['api'] }

// The parts of domain/ outside rules/ that are pure enough for a workflow.
const PURE_DOMAIN = ['domain/actor', 'domain/errors', 'domain/kit/years', 'domain/money']
const SANDBOX_PACKAGES = ['@temporalio/workflow', '@temporalio/common', 'luxon']

const floorOf = (path: string) => FLOORS.find((floor) => path === floor || path.startsWith(`${floor}/`))

const files = sources().filter((file) => floorOf(file) !== undefined)
const all = files.flatMap(importsOf)

function forbidden({ from, to, own, type_only }: Import): boolean {
  const floor = floorOf(from)
  if (!own || floor === undefined) return false
  const target = floorOf(to)
  if (target === undefined) return !to.includes('package.json') && floor !== 'test' && floor !== 'scripts'
  return !MAY[floor]?.includes(target) && !(type_only && MAY_AS_TYPES[floor]?.includes(target))
}

const line = ({ from, to }: Import) => `${from} -> ${to}`

test('each floor imports only the floors below it', () => {
  expect(all.length).toBeGreaterThan(100)
  expect(ratchet(all.filter(forbidden).map(line), [])).toEqual(KEPT)
})

/** Everything a workflow bundle would hold: reached from workflows/ by imports that are more than types. */
function bundled(): Import[] {
  const known = new Set(files)
  const queue = files.filter((file) => floorOf(file) === 'workflows')
  const seen = new Set(queue)
  const reached: Import[] = []
  for (const file of queue) {
    for (const one of importsOf(file).filter(({ type_only }) => !type_only)) {
      reached.push(one)
      const next = one.own ? fileOf(one.to, known) : undefined
      if (next !== undefined && !seen.has(next)) {
        seen.add(next)
        queue.push(next)
      }
    }
  }
  return reached
}

test('a workflow bundle holds workflow code and the kit of processes only: no rule that could be replayed, no schema library, no node modules, no other packages', () => {
  const builtin = new Set(builtinModules)
  const wrong = bundled().filter(({ to, own }) => {
    if (!own) return builtin.has(to.replace(/^node:/, '')) || !SANDBOX_PACKAGES.includes(to)
    const floor = floorOf(to)
    return floor !== 'workflows' && !PURE_DOMAIN.includes(to) && !to.startsWith('domain/kit/process/')
  })
  expect(bundled().length).toBeGreaterThan(5)
  expect(ratchet(wrong.map(line), [])).toEqual(KEPT)
})

test('rules stand on nothing but rules and pure values', () => {
  const wrong = all.filter(({ from, to, own }) => {
    if (floorOf(from) !== 'domain/rules') return false
    return own ? floorOf(to) !== 'domain/rules' && !PURE_DOMAIN.includes(to) : to !== 'luxon'
  })
  expect(ratchet(wrong.map(line), [])).toEqual(KEPT)
})
