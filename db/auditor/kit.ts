/** How the auditor looks: one read-only transaction on one snapshot, named checks, findings cut to what tells enough. */
import { type Breach, type Finding, type Invariant, MOST_FINDINGS } from '../../domain/rules/auditor'
import type { Head } from '../audit-chain'
import { askPlanned, type Trx } from '../kit/client'

/** One look into a business. */
export interface Look {
  trx: Trx
  /** Only what changed since; null looks at everything. */
  since: Date | null
  /** What is known of the audit chain: a head kept outside the database, and the one to which it was proved. */
  chain: { anchor: Head | undefined; after: Head | undefined }
  /** Called between pages of long checks. */
  beat?(): void
}

/** A check: which invariant it belongs to, and what it finds. */
export interface Check {
  invariant: Invariant
  name: string
  find(look: Look): Promise<Finding[]>
}

/** What became of one check. */
export interface Checked {
  invariant: Invariant
  check: string
  findings: readonly Finding[]
  ms: number
}

/** The findings of a statement whose rows are `type, id, detail`; `$1` is the tenant and `$2` the instant since when. */
export const findingsOf =
  (sql: string) =>
  async ({ trx, since }: Look): Promise<Finding[]> =>
    askPlanned<Finding>(
      trx,
      `select found.type, found.id, found.detail from (${sql}) as found (type, id, detail)
        where $1::uuid is not null and $2::timestamptz is not null limit ${MOST_FINDINGS + 1}`,
      [trx.userParams.tenant_id, since?.toISOString() ?? '-infinity'],
    )

/** Runs the checks one after the other. */
export async function runChecks(look: Look, checks: readonly Check[]): Promise<Checked[]> {
  const done: Checked[] = []
  for (const { invariant, name, find } of checks) {
    const started = performance.now()
    const findings = await find(look)
    look.beat?.()
    done.push({ invariant, check: name, findings, ms: Math.round(performance.now() - started) })
  }
  return done
}

/** The checks that found something. */
export const breachesOf = (checked: readonly Checked[]): Breach[] =>
  checked.filter(({ findings }) => findings.length > 0).map(({ invariant, check, findings }) => ({ invariant, check, findings }))
