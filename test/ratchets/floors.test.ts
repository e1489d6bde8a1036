/** The same module has the same name on each floor, and each module stands on the floors it needs. */
import { KEPT, ratchet, trackedFiles } from './sources'

const MODULES = [
  'crm',
  'documents',
  'hr',
  'integrations',
  'inventory',
  'it-support',
  'ledger',
  'notifications',
  'orders',
  'platform',
  'pos',
  'projects',
  'proposals',
  'reference',
  'reports',
  'suppliers',
  'tasks',
  'vouchers',
]
// What belongs to a floor itself and to no module. The auditor looks into every module and belongs to none.
const OWN: Record<string, string[]> = {
  'domain/rules': ['auditor', 'calendars', 'csv', 'files', 'ids', 'images', 'parties', 'passwords', 'process', 'words'],
  'domain/records': ['auditor', 'slugs'],
  policies: ['index', 'kit', 'permissions'],
  db: ['audit-chain', 'auditor', 'events', 'files', 'health', 'housekeeping', 'kit', 'mails', 'migrations', 'processes'],
  activities: ['auditor', 'files', 'housekeeping', 'index', 'kit', 'mail'],
  workflows: ['auditor', 'client', 'housekeeping', 'index', 'kit'],
  api: [
    'app',
    'auditor',
    'health',
    'kit',
    'mail',
    'openapi',
    'processes',
    'resources',
    'routes',
    'search',
    'server',
    'temporal-gate',
    'uploads',
  ],
}

const files = trackedFiles()

function namesOn(floor: string): string[] {
  const here = files.filter((file) => file.startsWith(`${floor}/`)).map((file) => file.slice(floor.length + 1).split('/')[0] ?? '')
  return [...new Set(here.map((name) => name.replace(/\.tsx?$/, '')))]
}

test('every name on a floor is a module or belongs to the floor', () => {
  const strangers = Object.entries(OWN).flatMap(([floor, own]) =>
    namesOn(floor)
      .filter((name) => !MODULES.includes(name) && !own.includes(name))
      .map((name) => `${floor}/${name}`),
  )
  expect(ratchet(strangers, [])).toEqual(KEPT)
})

test('a module with a process has its rules, activities, policies, tables, routes and tests of its rules', () => {
  const processes = namesOn('workflows').filter((name) => MODULES.includes(name))
  expect(processes.length).toBeGreaterThan(0)
  const floors = ['domain/rules', 'activities', 'policies', 'db', 'api']
  const missing = processes.flatMap((name) => {
    const absent = floors.filter((floor) => !namesOn(floor).includes(name)).map((floor) => `${floor}/${name}`)
    const tested = files.some((file) => new RegExp(`^test/rules/${name}(\\.test\\.ts|/|-)`).test(file))
    return tested ? absent : [...absent, `test/rules/${name}.test.ts`]
  })
  expect(ratchet(missing, [])).toEqual(KEPT)
})
