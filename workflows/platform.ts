/** A business registers: e-mail verified, approved by the platform, let in; reminded and, unverified, expired (TEN-2). */
import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { MailActivities } from '../activities/mail'
import type { RegistrationActivities, RegistrationResult } from '../activities/platform'
import { registrationRules, type RegistrationStart, type RegistrationState } from '../domain/rules/platform'
import type { Step, StepResult } from '../domain/rules/process'
import { recordTaskStep } from './kit/human-task'
import { runProcess, type Started } from './kit/process'
import { mails, records } from './kit/proxies'

const steps = proxyLocalActivities<RegistrationActivities>(records)
const { sendMail } = proxyActivities<MailActivities>(mails)

export interface RegistrationProcess extends RegistrationStart, Started<RegistrationState> {}

export async function registration(start: RegistrationProcess): Promise<RegistrationState> {
  const { tenant_id } = start
  /** Mails on their way: nobody waits for them but the end of the process. */
  const sending: Promise<unknown>[] = []
  const record = async (step: Step<RegistrationState>): Promise<StepResult> => {
    const { mail_id, ...result } = await recordRegistrationStep(step)
    if (mail_id) sending.push(sendMail({ tenant_id, key: step.key, mail_id }).catch((error) => log.warn('a mail was given up', { error })))
    return result
  }
  const state = await runProcess<RegistrationProcess, RegistrationState>({
    start,
    rules: registrationRules,
    record: (step) => recordTaskStep(step) ?? record(step),
  })
  await Promise.all(sending)
  return state
}

/** The activity a manager would name for what was said. */
function recordRegistrationStep(step: Step<RegistrationState>): Promise<RegistrationResult> {
  const { kind, outcome } = step.message
  switch (kind === 'complete' ? outcome : kind) {
    case 'created':
      return step.state.status === 'refused' ? steps.tellNameTaken(step) : steps.openRegistration(step)
    case 'remind_verification':
      return steps.remindRegistration(step)
    case 'verify':
      return steps.verifyRegistration(step)
    case 'approve':
      return steps.approveRegistration(step)
    case 'reject':
      return steps.rejectRegistration(step)
    default:
      return steps.expireRegistration(step)
  }
}
