/** The auditor's rounds: every five minutes over what changed, every night over everything (OPS-4). */
import { ApplicationFailure, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow'
import type { AuditedPage, AuditorActivities } from '../activities/auditor'
import type { QueuedMail } from '../activities/kit/incidents'
import type { Scope } from '../domain/rules/auditor'
import { sendLetters } from './kit/letters'
import { files } from './kit/proxies'
import { tenantOfProcess } from './kit/process-ids'

const steps = proxyActivities<AuditorActivities>(files)

/** Temporal and Postgres share no snapshot: what differs counts when it still does after this. */
const SECOND_LOOK = '60 seconds'

export interface AuditResult {
  done: number
  failed: number
  suspects: number
}

/** One round over all businesses. */
export async function auditRound(scope: Scope): Promise<AuditResult> {
  const tenant_id = tenantOfProcess(workflowInfo().workflowId)
  if (tenant_id === undefined) throw ApplicationFailure.nonRetryable('A round needs an id of the platform')
  const result: AuditResult = { done: 0, failed: 0, suspects: 0 }
  const letters: QueuedMail[] = []
  const suspects: AuditedPage['suspects'] = []
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page: AuditedPage = await steps.auditBusinesses({ tenant_id, after, scope })
    result.done += page.done
    result.failed += page.failed
    letters.push(...page.mails)
    suspects.push(...page.suspects)
    after = page.next
  }
  result.suspects = suspects.length
  if (suspects.length > 0) {
    await sleep(SECOND_LOOK, { summary: 'second look' })
    letters.push(...(await steps.auditSuspects({ tenant_id, suspects })))
  }
  await sendLetters(letters)
  return result
}
