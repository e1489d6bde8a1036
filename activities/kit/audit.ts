/** One look of the auditor into a business: the checks of the database on one snapshot, the files, and what Temporal says. */
import { type Breach, type Finding, type RunState, runFault, type Scope } from '../../domain/rules/auditor'
import { chainHead } from '../../db/audit-chain'
import { CHECKS } from '../../db/auditor'
import { wrongFiles } from '../../db/auditor/files'
import { breachesOf, type Checked, runChecks } from '../../db/auditor/kit'
import { type KnownProcess, openProcessesAfter, processesNamed, processesSince } from '../../db/auditor/processes'
import { lastRounds, type Round } from '../../db/auditor/rounds'
import { inTransaction, type TenantDb, tenantDb } from '../../db/kit/client'
import type { Anchors } from '../../db/kit/files'
import { onSnapshot } from '../../db/kit/snapshot'
import type { Deps } from './deps'

/** What a look needs of the house. */
export type Auditing = Pick<Deps, 'db' | 'files' | 'runs'> & Partial<Pick<Deps, 'processes' | 'log'>> & { anchors: Anchors; beat?(): void }

/** A process that Temporal does not agree about; it counts when it still does not a minute later. */
export interface Suspect {
  tenant_id: string
  process_type: string
  id: string | null
  workflow_id: string
}

export interface Audited {
  checked: Checked[]
  suspects: Suspect[]
  /** To be kept, so that the next round goes on from here. */
  round: Round
}

/** Transactions that ran across the last round became visible after it. */
const OVERLAP_MS = 2 * 60_000
/** Processes Temporal is asked about by name in one round of what changed. */
const MOST_ASKED = 200
const PAGE = 1000
/** Processes that could not be helped one after the other before the rest is left to the next round. */
const MOST_FAILURES = 3

/** Looks at a business; nothing is written. */
export async function auditBusiness(deps: Auditing, tenant_id: string, scope: Scope): Promise<Audited> {
  const db = tenantDb(deps.db, tenant_id)
  const started_at = new Date()
  const [last] = (await lastRounds(db)).sort((a, b) => b.started_at.getTime() - a.started_at.getTime())
  const since = scope === 'changed' && last ? new Date(last.started_at.getTime() - OVERLAP_MS) : null
  const beat = deps.beat ? { beat: deps.beat } : {}
  const anchor = await deps.anchors.read(tenant_id)
  const proved = last?.sealed ?? undefined
  const { checked, head } = await onSnapshot(db, async (trx) => ({
    checked: await runChecks({ trx, since, chain: { anchor, after: since ? proved : undefined }, ...beat }, CHECKS),
    head: await chainHead(trx),
  }))
  const read = performance.now()
  const files = await wrongFiles(db, deps.files, { since, now: started_at, ...beat })
  checked.push({ invariant: 'I9', check: 'file_changed', findings: files, ms: Math.round(performance.now() - read) })
  const suspects = await suspectsOf(deps, db, since)
  const breaches = breachesOf(checked)
  const round: Round = {
    scope,
    started_at,
    ended_at: new Date(),
    breaches: breaches.length,
    checks: checked.map(({ invariant, check, findings, ms }) => ({ invariant, check, found: findings.length, ms })),
    // What was found broken is looked at again from where it was whole.
    sealed: (breaches.some(({ invariant }) => invariant === 'I5') ? proved : head) ?? null,
  }
  return { checked, suspects, round }
}

const faultOf = (process: KnownProcess | undefined, state: RunState = 'missing'): string | undefined =>
  runFault(process?.open ?? false, state)

/** Processes on which database and Temporal differ now: those that took a step since, or all of them. */
async function suspectsOf(deps: Auditing, db: TenantDb, since: Date | null): Promise<Suspect[]> {
  const tenant_id: string = db.userParams.tenant_id
  const suspect = ({ process_type, id, workflow_id }: KnownProcess): Suspect => ({ tenant_id, process_type, id, workflow_id })
  if (since) {
    const known = await inTransaction(db, (trx) => processesSince(trx, since, MOST_ASKED))
    const states = await deps.runs.look(known.map(({ workflow_id }) => workflow_id))
    return known.filter((one) => faultOf(one, states.get(one.workflow_id)) !== undefined).map(suspect)
  }
  const running = new Set<string>()
  for await (const workflow_id of deps.runs.running(tenant_id)) running.add(workflow_id)
  const found: Suspect[] = []
  for (let after: string | null = null, more = true; more; ) {
    const known: KnownProcess[] = await inTransaction(db, (trx) => openProcessesAfter(trx, after, PAGE))
    found.push(...known.filter(({ workflow_id }) => !running.delete(workflow_id)).map(suspect))
    more = known.length === PAGE
    after = known.at(-1)?.id ?? null
    deps.beat?.()
  }
  // What Temporal still runs and no open process explains.
  return [
    ...found,
    ...[...running].map((workflow_id) => ({ tenant_id, process_type: workflow_id.split('/')[1] ?? 'process', id: null, workflow_id })),
  ]
}

const SAID: Record<string, string> = {
  run_missing: 'The record waits for its process, and Temporal does not run it',
  run_still_open: 'Temporal runs a process that is over, or that no record knows',
  run_stuck: 'The process fails at each try to go on',
}

/** Brings a process that differs from its row back to it: the row is the truth. False when it could not. */
async function heal({ processes, runs, log }: Auditing, workflow_id: string, fault: string): Promise<boolean> {
  if (!processes) return false
  try {
    if (fault === 'run_stuck') await runs.end(workflow_id, 'It could not go on; it begins again from its row')
    await processes.resume(workflow_id)
    log?.warn({ workflow_id, fault }, 'a process goes on from its row')
    return true
  } catch (err) {
    log?.error({ err, workflow_id, fault }, 'a process could not go on from its row')
    return false
  }
}

/** The second look at suspects of one business: what is lost or behind goes on from its row, and what still differs then is a breach (I3). */
export async function lookAgain(deps: Auditing, tenant_id: string, suspects: readonly Suspect[]): Promise<Breach[]> {
  const first = await differing(deps, tenant_id, suspects)
  const left = new Set<string>()
  let failures = 0
  for (const { suspect, fault, id } of first) {
    deps.beat?.()
    // A run that no row knows has nothing to go on from; and where several in a row do not answer, the next round tries again.
    const tried = id !== null && failures < MOST_FAILURES
    if (tried && (await heal(deps, suspect.workflow_id, fault))) failures = 0
    else {
      if (tried) failures += 1
      left.add(suspect.workflow_id)
    }
  }
  const found = new Map<string, Finding[]>()
  for (const { suspect, fault, id } of first.filter(({ suspect }) => left.has(suspect.workflow_id))) {
    const finding = { type: suspect.process_type, id, detail: `${SAID[fault]}: ${suspect.workflow_id}` }
    found.set(fault, [...(found.get(fault) ?? []), finding])
  }
  return [...found].map(([check, findings]) => ({ invariant: 'I3', check, findings }))
}

async function differing(
  deps: Auditing,
  tenant_id: string,
  suspects: readonly Suspect[],
): Promise<{ suspect: Suspect; fault: string; id: string | null }[]> {
  const ids = suspects.map(({ workflow_id }) => workflow_id)
  const states = await deps.runs.look(ids)
  const rows = await inTransaction(tenantDb(deps.db, tenant_id), (trx) => processesNamed(trx, ids))
  const known = new Map(rows.map((one) => [one.workflow_id, one]))
  return suspects.flatMap((suspect) => {
    const process = known.get(suspect.workflow_id)
    const fault = faultOf(process, states.get(suspect.workflow_id))
    return fault ? [{ suspect, fault, id: process?.id ?? suspect.id }] : []
  })
}
