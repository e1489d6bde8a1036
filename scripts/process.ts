/** `npm run process -- resume <record or workflow id>`: goes on with a process from its row; `-- show <id>` tells where it stands. */
import { type KnownProcess, processesNamed, processOfRecord } from '../db/auditor/processes'
import { businessesAfter, WHOLE } from '../db/housekeeping'
import { type Database, inTransaction, tenantDb } from '../db/kit/client'
import { readProcess } from '../db/kit/process-rows'
import { openProcesses } from '../workflows/client/processes'
import { openRuns } from '../workflows/client/runs'
import { runTool, withRunning } from './stack/with-running'

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

function main(): Promise<void> {
  const [what, id] = process.argv.slice(2)
  if (!id || (what !== 'resume' && what !== 'show')) return Promise.reject(new Error(USAGE))
  return withRunning(2, async ({ settings, db, temporal }) => {
    const found = await find(db, id)
    if (!found) throw new Error(`No business has a process ${id}.`)
    const states = await openRuns(temporal.client, settings.TEMPORAL_TASK_QUEUE).look([found.workflow_id])
    const row = await readProcess(tenantDb(db, found.tenant_id), { id: found.id, key: '' })
    const where = `${row?.state.status}, ${found.open ? 'open' : 'over'}; Temporal: ${states.get(found.workflow_id)}`
    process.stdout.write(`${found.workflow_id}: ${where}\n`)
    if (what === 'show') return
    const processes = openProcesses({ client: () => temporal.client, task_queue: settings.TEMPORAL_TASK_QUEUE })
    const { status, version, task_id } = await processes.resume(found.workflow_id)
    process.stdout.write(`goes on from its row: ${status}, version ${version}${task_id ? `, waits for task ${task_id}` : ''}\n`)
  })
}

runTool(main, 1)
