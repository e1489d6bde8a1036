/** `npm run audit`: the auditor once over everything (OPS-4); prints what each check found, and exits with 1 when anything is broken. */
import { setTimeout as pause } from 'node:timers/promises'
import { auditBusiness, type Auditing, lookAgain } from '../activities/kit/audit'
import { breachesOf, type Checked } from '../db/auditor/kit'
import { businessesAfter, WHOLE } from '../db/housekeeping'
import { openAnchors, openFiles } from '../db/kit/files'
import { type Breach, INVARIANTS } from '../domain/rules/auditor'
import { openRuns } from '../workflows/client/runs'
import { runTool, withRunning } from './stack/with-running'

const PAGE = 100
/** As in the rounds: what differs from Temporal counts when it still does after this. */
const SECOND_LOOK_MS = 60_000

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

/** One line for each check: how long it took over all businesses, and in how many it found something. */
function table(all: readonly Checked[]): void {
  const names = [...new Set(all.map(({ check }) => check))]
  for (const check of names) {
    const own = all.filter((one) => one.check === check)
    const { invariant = 'I1' } = own[0] ?? {}
    const found = own.filter(({ findings }) => findings.length > 0).length
    const ms = own.reduce((sum, one) => sum + one.ms, 0)
    say(
      `${invariant.padEnd(4)} ${INVARIANTS[invariant].padEnd(46)} ${check.padEnd(26)} ${`${ms} ms`.padStart(9)}  ${found === 0 ? 'ok' : `BROKEN in ${found}`}`,
    )
  }
}

function tell(tenant_id: string, breaches: readonly Breach[]): void {
  for (const { invariant, check, findings } of breaches) {
    say(`\n${invariant} ${check} in business ${tenant_id}: ${findings.length}`)
    for (const { type, id, detail } of findings.slice(0, 10)) say(`  ${type} ${id ?? ''} ${detail}`)
  }
}

async function audit(auditing: Auditing): Promise<number> {
  const all: Checked[] = []
  const broken: [string, Breach[]][] = []
  let businesses = 0
  for (let after: string | null = null, more = true; more; ) {
    const ids: string[] = await businessesAfter(auditing.db, after, { limit: PAGE, part: WHOLE })
    for (const tenant_id of ids) {
      const { checked, suspects } = await auditBusiness(auditing, tenant_id, 'all')
      all.push(...checked)
      broken.push([tenant_id, breachesOf(checked)])
      if (suspects.length > 0) {
        say(`${suspects.length} processes differ from Temporal in ${tenant_id}: looking again in a minute`)
        await pause(SECOND_LOOK_MS)
        broken.push([tenant_id, await lookAgain(auditing, tenant_id, suspects)])
      }
    }
    businesses += ids.length
    more = ids.length === PAGE
    after = ids.at(-1) ?? null
  }
  table(all)
  for (const [tenant_id, breaches] of broken) tell(tenant_id, breaches)
  const count = broken.reduce((sum, [, breaches]) => sum + breaches.length, 0)
  say(`\n${businesses} businesses, ${count === 0 ? 'nothing broken' : `${count} broken`}`)
  return count
}

const main = (): Promise<void> =>
  withRunning(4, async ({ settings, db, temporal }) => {
    const broken = await audit({
      db,
      anchors: openAnchors(settings),
      files: openFiles(settings),
      runs: openRuns(temporal.client, settings.TEMPORAL_TASK_QUEUE),
    })
    process.exitCode = broken === 0 ? 0 : 1
  })

runTool(main, 2)
