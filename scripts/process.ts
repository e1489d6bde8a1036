/** `npm run process -- resume <record or workflow id>`: goes on with a process from its row; `-- show <id>` tells where it stands. */
import { type KnownProcess, processesNamed, processOfRecord } from '../db/auditor/processes'
import { businessesAfter, WHOLE } from '../db/housekeeping'
import { type Database, inTransaction, openDatabase, tenantDb } from '../db/kit/client'
import { openRing } from '../db/kit/keyring'
import { readProcess } from '../db/kit/process-rows'
import { readSettings } from '../domain/settings'
import { connectTemporal } from '../workflows/client/connection'
import { openProcesses } from '../workflows/client/processes'
import { openRuns } from '../workflows/client/runs'
import { environmentOfRunning } from './stack/running'

const USAGE = 'usage: npm run process -- resume|show <record id, or workflow id: business/type/record>'
const PAGE = 100

type Found = KnownProcess & { tenant_id: string }

/** The process of an id, in whatever business it is. */
async function find(db: Database, id: string): Promise<Found | undefined> {
  const [tenant_id = '', , record] = id.split('/')
  if (record !== undefined) {
    const [known] = await inTransaction(tenantDb(db, tenant_id), (trx) => processesNamed(trx, [id]))
    return known && { ...known, tenant_id }
  }
  for (let after: string | null = null, more = true; more; ) {
    const ids: string[] = await businessesAfter(db, after, { limit: PAGE, part: WHOLE })
    for (const tenant of ids) {
      const known = await inTransaction(tenantDb(db, tenant), (trx) => processOfRecord(trx, id))
      if (known) return { ...known, tenant_id: tenant }
    }
    more = ids.length === PAGE
    after = ids.at(-1) ?? null
  }
  return undefined
}

async function main(): Promise<void> {
  const [what, id] = process.argv.slice(2)
  if (!id || (what !== 'resume' && what !== 'show')) throw new Error(USAGE)
  const settings = readSettings(environmentOfRunning())
  const db = openDatabase(settings.DATABASE_URL, 2)
  const temporal = connectTemporal(settings, openRing(db, settings.CIEN_MASTER_KEY))
  try {
    const found = await find(db, id)
    if (!found) throw new Error(`No business has a process ${id}.`)
    const states = await openRuns(temporal.client).look([found.workflow_id])
    const row = await readProcess(tenantDb(db, found.tenant_id), { id: found.id, key: '' })
    process.stdout.write(
      `${found.workflow_id}: ${row?.state.status}, ${found.open ? 'open' : 'over'}; Temporal: ${states.get(found.workflow_id)}\n`,
    )
    if (what === 'show') return
    const processes = openProcesses({ client: () => temporal.client, task_queue: settings.TEMPORAL_TASK_QUEUE })
    const answer = await processes.resume(found.workflow_id)
    process.stdout.write(
      `goes on from its row: ${answer.status}, version ${answer.version}${answer.task_id ? `, waits for task ${answer.task_id}` : ''}\n`,
    )
  } finally {
    await temporal.connection.close()
    await db.close()
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
