/** The steps of a registration, each one transaction of the platform (TEN-2). */
import { registrationClocks, type RegistrationData, type RegistrationState } from '../domain/rules/platform'
import type { Step, StepResult } from '../domain/rules/process'
import { publicUrl } from '../domain/settings'
import type { Trx } from '../db/kit/client'
import { writeAudit } from '../db/kit/trail'
import { queueMail } from '../db/mails'
import {
  freeNames,
  insertRegistration,
  letIn,
  lockRegistration,
  markVerified,
  moveRegistration,
  type RegistrationRow,
  registrationToken,
} from '../db/platform'
import type { Deps } from './kit/deps'
import { byOf, recordStep } from './kit/step'
import { storyOf } from './kit/story'

type RegistrationStep = Step<RegistrationState>

/** What a step leaves to be done: clocks, and a mail to send. */
export interface RegistrationResult extends StepResult {
  mail_id?: string
}

interface Letter {
  to: string
  subject: string
  lines: readonly string[]
  reason: string
}

const teller = storyOf({ record_type: 'registration', slug: 'registrations' })

const queue = (trx: Trx, step: RegistrationStep, { to, subject, lines, reason }: Letter): Promise<string> =>
  queueMail(trx, { to, subject, body: [...lines, '', 'Cien'].join('\n'), reason: `registration.${reason}`, key: step.key })

const verifyLetter = (deps: Deps, row: { id: string; email: string; name: string; business_name: string }, again: boolean): Letter => ({
  to: row.email,
  subject: again ? `Reminder: verify your e-mail address for ${row.business_name}` : `Verify your e-mail address for ${row.business_name}`,
  reason: again ? 'remind' : 'verify',
  lines: [
    `Hello ${row.name},`,
    '',
    `Open this address to verify your e-mail address and send the registration of ${row.business_name} to approval:`,
    `${publicUrl(deps.settings)}/register/verify?token=${registrationToken(deps.settings.CIEN_SECRET, row.id)}`,
    '',
    'The registration ends by itself 72 hours after it was made. If it was not you, do nothing.',
  ],
})

async function openRegistration(deps: Deps, trx: Trx, step: RegistrationStep): Promise<RegistrationResult> {
  const data = step.message.data as unknown as RegistrationData
  const id = step.state.record_id
  await insertRegistration(trx, { id, data, token: registrationToken(deps.settings.CIEN_SECRET, id) })
  await teller.tell(trx, step, { action: 'created', title: 'Registered' })
  return { due: registrationClocks(new Date()), mail_id: await queue(trx, step, verifyLetter(deps, { id, ...data }, false)) }
}

/** Whoever registers with a taken name learns it by mail only, so that nobody can find out who has an account. */
async function tellNameTaken(deps: Deps, trx: Trx, step: RegistrationStep): Promise<RegistrationResult> {
  const { email, name, username, business_name } = step.message.data as unknown as RegistrationData
  const known = step.message.data?.taken === 'email'
  const told = { action: 'registrations.create', resource: 'registration', resource_id: step.state.record_id, refused: 'taken' }
  await writeAudit(trx, byOf(step), told)
  const lines = known
    ? [
        'Hello,',
        '',
        `Somebody tried to register ${business_name} with this e-mail address, which already belongs to an account.`,
        `If it was you, sign in at ${publicUrl(deps.settings)}. If not, do nothing.`,
      ]
    : [
        `Hello ${name},`,
        '',
        `The username ${username} cannot be used. Please register ${business_name} again with another one at ${publicUrl(deps.settings)}/register.`,
      ]
  return {
    mail_id: await queue(trx, step, {
      to: email,
      subject: `Your registration of ${business_name}`,
      lines,
      reason: known ? 'email_taken' : 'username_taken',
    }),
  }
}

/** A step of an existing registration: its row moved and told, its tasks turned, its letter queued. */
async function moved(
  trx: Trx,
  step: RegistrationStep,
  story: { action: string; title: string; work?(trx: Trx, row: RegistrationRow): Promise<void>; letter?(row: RegistrationRow): Letter },
): Promise<RegistrationResult> {
  const { state } = step
  const row = await lockRegistration(trx, state.record_id)
  await story.work?.(trx, row)
  await moveRegistration(trx, row.id, { status: state.status, version: state.version })
  await teller.tell(trx, step, story)
  const label = row.business_name
  const due = await teller.turn(trx, step, () => ({ subject_label: label, title: `Approve the registration of ${label}` }))
  const letter = story.letter?.(row)
  return { ...(state.status === 'unverified' ? {} : { due }), ...(letter ? { mail_id: await queue(trx, step, letter) } : {}) }
}

const welcome =
  (deps: Deps) =>
  (row: RegistrationRow): Letter => ({
    to: row.email,
    subject: `${row.business_name} is approved`,
    reason: 'approved',
    lines: [
      `Hello ${row.name},`,
      '',
      `The registration of ${row.business_name} is approved. Sign in as ${row.username} at ${publicUrl(deps.settings)}.`,
    ],
  })

const regret =
  (step: RegistrationStep) =>
  (row: RegistrationRow): Letter => ({
    to: row.email,
    subject: `The registration of ${row.business_name}`,
    reason: 'rejected',
    lines: [
      `Hello ${row.name},`,
      '',
      `The registration of ${row.business_name} was not approved.`,
      ...(step.message.comment ? [`Reason: ${step.message.comment}`] : []),
    ],
  })

/** The registration activities, named as a manager would. */
export const platform = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: RegistrationStep) => Promise<RegistrationResult>) =>
    (step: RegistrationStep): Promise<RegistrationResult> =>
      recordStep(deps, step, (trx) => work(trx, step))
  return {
    openRegistration: named((trx, step) => openRegistration(deps, trx, step)),
    tellNameTaken: named((trx, step) => tellNameTaken(deps, trx, step)),
    remindRegistration: named(async (trx, step) => {
      const { mail_id } = await moved(trx, step, {
        action: 'reminded',
        title: 'Reminder sent',
        letter: (row) => verifyLetter(deps, row, true),
      })
      return { ...(mail_id ? { mail_id } : {}) }
    }),
    verifyRegistration: named((trx, step) =>
      moved(trx, step, { action: 'verified', title: 'E-mail address verified', work: markVerified }),
    ),
    approveRegistration: named((trx, step) =>
      moved(trx, step, { action: 'approved', title: 'Approved', work: letIn, letter: welcome(deps) }),
    ),
    rejectRegistration: named((trx, step) =>
      moved(trx, step, { action: 'rejected', title: 'Rejected', work: freeNames, letter: regret(step) }),
    ),
    expireRegistration: named((trx, step) => moved(trx, step, { action: 'expired', title: 'Expired: never verified', work: freeNames })),
  }
}

export type RegistrationActivities = ReturnType<typeof platform>
