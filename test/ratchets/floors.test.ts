/** The same module has the same name on each floor, and each module stands on the floors it needs. */
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { policies } from '../../policies'
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
  'domain/rules': ['auditor', 'calendars', 'csv', 'files', 'ids', 'images', 'parties', 'passwords', 'words'],
  'domain/records': ['auditor', 'slugs'],
  policies: ['index', 'kit', 'permissions'],
  db: ['audit-chain', 'auditor', 'events', 'files', 'health', 'housekeeping', 'kit', 'mails', 'migrations', 'outbox', 'processes'],
  activities: ['auditor', 'files', 'housekeeping', 'index', 'kit'],
  workflows: ['auditor', 'client', 'files', 'housekeeping', 'index', 'kit'],
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

/** Files of processes; each has the same name wherever it stands alone. */
const PROCESSES = namesOn('domain/processes').filter((name) => name !== 'index')

/** The modules of a file of processes: those whose policies name its tasks. */
async function modulesOf(name: string): Promise<string[]> {
  const exported: Record<string, unknown> = await import(`../../domain/processes/${name}`)
  const definitions = Object.values(exported).filter(
    (one): one is ProcessDefinition => typeof one === 'object' && one !== null && 'tasks' in one,
  )
  const kinds = definitions.flatMap(({ tasks }) => Object.values(tasks).map(({ kind }) => kind))
  return policies.filter(({ actions }) => kinds.some((kind) => kind in actions)).map(({ module }) => module)
}

test('every name on a floor is a module, a process or belongs to the floor', () => {
  const strangers = Object.entries(OWN).flatMap(([floor, own]) =>
    namesOn(floor)
      .filter((name) => !MODULES.includes(name) && !own.includes(name) && !(floor === 'activities' && PROCESSES.includes(name)))
      .map((name) => `${floor}/${name}`),
  )
  expect(ratchet(strangers, [])).toEqual(KEPT)
})

test('a process has one module, which has its rules, policies, tables and routes, and its steps; its definition is tested', async () => {
  expect(PROCESSES.length).toBeGreaterThan(0)
  const floors = ['domain/rules', 'policies', 'db', 'api']
  const missing = await Promise.all(
    PROCESSES.map(async (name) => {
      const modules = await modulesOf(name)
      const [module = ''] = modules
      const absent = floors.filter((floor) => !namesOn(floor).includes(module)).map((floor) => `${floor}/${module}`)
      const steps = [module, name].some((one) => namesOn('activities').includes(one))
      const tested = files.includes(`test/processes/${name}.test.ts`)
      return [
        ...(modules.length === 1 ? [] : [`${name} belongs to ${modules.join(' and ') || 'no module'}`]),
        ...absent,
        ...(steps ? [] : [`activities/${name}`]),
        ...(tested ? [] : [`test/processes/${name}.test.ts`]),
      ]
    }),
  )
  expect(ratchet(missing.flat(), [])).toEqual(KEPT)
})
