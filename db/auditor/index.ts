/** Every check of the auditor, in the order it runs them. */
import { type Breach, type Finding, type Invariant, INVARIANTS } from '../../domain/rules/auditor'
import { type ChainReport, verifyChain } from '../audit-chain'
import { bookChecks } from './books'
import { decisionChecks } from './decisions'
import { houseChecks } from './house'
import type { Check, Look } from './kit'
import { processChecks } from './processes'

/** What is wrong with an audit chain, as findings. */
const findingsOfChain = ({ problems }: ChainReport): Finding[] =>
  problems.map(({ kind, event_id, detail }) => ({ type: 'audit_event', id: event_id ?? null, detail: `${kind}: ${detail}` }))

const AUDIT_LOG = { invariant: 'I5', name: 'audit_log_broken' } as const

/** A broken audit chain as the breach it is; none when it is whole. */
export const auditLogBreaches = (report: ChainReport): Breach[] =>
  report.ok ? [] : [{ invariant: AUDIT_LOG.invariant, check: AUDIT_LOG.name, findings: findingsOfChain(report) }]

const auditLog = async ({ trx, chain, beat }: Look): Promise<Finding[]> =>
  findingsOfChain(await verifyChain(trx, { ...chain, ...(beat ? { beat } : {}) }))

const order = Object.keys(INVARIANTS) as Invariant[]

/** What the database alone can answer. */
export const CHECKS: readonly Check[] = [
  ...bookChecks,
  ...processChecks,
  ...decisionChecks,
  ...houseChecks,
  { ...AUDIT_LOG, find: auditLog } satisfies Check,
].sort((a, b) => order.indexOf(a.invariant) - order.indexOf(b.invariant))
