/** Prepares servers that are not embedded: `databases` makes roles and databases, `schema` the tables and the namespace, `first-data` what an empty system needs. */
import { migrate } from '../db/kit/migrate'
import { loadDemo } from './demo'
import { type Passwords, postgresReady, prepareRoles } from './stack/postgres'
import { processesReady } from './stack/processes'
import { prepareNamespace } from './stack/temporal-namespace'
import { messageOf } from './stack/wait'

const LONGEST_WAIT_MS = 120_000

function needed(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}

/** Roles with the passwords of the environment, and the databases of Cien and of Temporal. */
async function databases(): Promise<void> {
  const admin = needed('POSTGRES_ADMIN_URL')
  const passwords: Passwords = {
    postgres: new URL(admin).password,
    cien_owner: needed('CIEN_OWNER_PASSWORD'),
    cien_app: needed('CIEN_APP_PASSWORD'),
    temporal: needed('TEMPORAL_DB_PASSWORD'),
  }
  await postgresReady(admin, LONGEST_WAIT_MS)
  const url = (_role: string, database: string): string => Object.assign(new URL(admin), { pathname: `/${database}` }).href
  await prepareRoles({ url }, passwords, { cien: 'cien_owner', temporal: 'temporal', temporal_visibility: 'temporal' })
}

/** Cien's tables as their owner, and Temporal's namespace with its search attributes. */
async function schema(): Promise<void> {
  const owner_url = needed('DATABASE_OWNER_URL')
  await postgresReady(owner_url, LONGEST_WAIT_MS)
  await migrate(owner_url)
  await prepareNamespace(needed('TEMPORAL_ADDRESS'), process.env.TEMPORAL_NAMESPACE || 'cien')
}

/** The account of the platform, and the demo companies when CIEN_DEMO is 1; an empty database only. */
async function firstData(): Promise<void> {
  const console_url = needed('CIEN_API_URL')
  await processesReady(console_url, LONGEST_WAIT_MS)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  await loadDemo({ console_url, database_url: needed('DATABASE_URL'), demo: process.env.CIEN_DEMO === '1', say })
}

const STEPS: Record<string, () => Promise<void>> = { databases, schema, 'first-data': firstData }

async function main(): Promise<void> {
  const [name = ''] = process.argv.slice(2)
  const step = STEPS[name]
  if (step === undefined) throw new Error(`usage: node scripts/run.mjs scripts/prepare.ts ${Object.keys(STEPS).join('|')}`)
  await step()
  process.stdout.write(`${name} prepared\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
