/** What the steps of a registration do, each in the platform's own tenant (TEN-2). */
import { clockAt } from '../domain/kit/process/clocks'
import { registrationProcess, type RegistrationState } from '../domain/processes/registrations'
import { EXPIRE_HOURS, REMIND_HOURS, type RegistrationData } from '../domain/rules/platform'
import { publicUrl } from '../domain/settings'
import type { Trx } from '../db/kit/client'
import { writeAudit } from '../db/kit/trail'
import { queueMail } from '../db/mails'
import { activateBusiness, insertRegistration, markVerified, type RegistrationRow, registrationToken, releaseNames } from '../db/platform'
import { byOf } from './kit/by'
import { type Effect, type EffectDeps, effectsOf, type EffectStep, type Found } from './kit/effect'

type Own = Effect<RegistrationState, RegistrationRow>
type RegistrationStep = EffectStep<RegistrationState, RegistrationRow>

interface RegistrationMail {
  to: string
  subject: string
  lines: readonly string[]
  reason: string
}

const queue = async (trx: Trx, step: RegistrationStep, { to, subject, lines, reason }: RegistrationMail): Promise<void> => {
  await queueMail(trx, { to, subject, body: [...lines, '', 'Cien'].join('\n'), reason: `registration.${reason}`, key: step.key })
}

const verificationMail = (
  deps: EffectDeps,
  row: { id: string; email: string; name: string; business_name: string },
  again: boolean,
): RegistrationMail => ({
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

const HOUR = 3_600_000

/** An unverified registration reminds twice and ends by itself, counted from its first step. */
function clocksFrom(now: Date): NonNullable<Found['clocks']> {
  const at = (hours: number): Date => new Date(now.getTime() + hours * HOUR)
  const reminders = REMIND_HOURS.map((hours) => [`remind_verification:${hours}`, clockAt(at(hours), 'remind_verification')] as const)
  return { ...Object.fromEntries(reminders), expire: clockAt(at(EXPIRE_HOURS), 'expire') }
}

const create: Own = async (trx, step, deps) => {
  const data = step.message.data as unknown as RegistrationData & { taken?: 'email' | 'username' | null }
  const id = step.state.record_id
  if (step.state.status === 'refused') {
    const mail = nameTakenMail(deps, data)
    const told = { action: 'registrations.create', resource: 'registration', resource_id: id, refused: 'taken' }
    const also = (): Promise<unknown> => Promise.all([queue(trx, step, mail), writeAudit(trx, byOf(step), told)])
    return { action: 'refused', title: 'Refused: the name is taken', row: 'none', also }
  }
  await insertRegistration(trx, { id, data, token: registrationToken(deps.settings.CIEN_SECRET, id) })
  return {
    action: 'created',
    title: 'Registered',
    // Its row was made with the business and its first admin.
    row: 'none',
    clocks: clocksFrom(step.now),
    also: () => queue(trx, step, verificationMail(deps, { id, ...data }, false)),
  }
}

/** Whoever registers with a taken name learns it by mail only, so that nobody can find out who has an account. */
function nameTakenMail(deps: EffectDeps, data: RegistrationData & { taken?: 'email' | 'username' | null }): RegistrationMail {
  const { email, name, username, business_name } = data
  const known = data.taken === 'email'
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
  return { to: email, subject: `Your registration of ${business_name}`, lines, reason: known ? 'email_taken' : 'username_taken' }
}

const requireRow = ({ record }: RegistrationStep): RegistrationRow => {
  if (!record) throw new Error('A registration is missing behind its process')
  return record
}

const remind: Own = (trx, step, deps) => ({
  action: 'reminded',
  title: 'Reminder sent',
  also: () => queue(trx, step, verificationMail(deps, requireRow(step), true)),
})

const verify: Own = (trx, step) => {
  const row = requireRow(step)
  return {
    action: 'verified',
    title: 'E-mail address verified',
    facts: { subject_label: row.business_name, title: `Approve the registration of ${row.business_name}` },
    also: () => markVerified(trx, row),
  }
}

const approve: Own = (trx, step, { settings }) => {
  const row = requireRow(step)
  const mail: RegistrationMail = {
    to: row.email,
    subject: `${row.business_name} is approved`,
    reason: 'approved',
    lines: [
      `Hello ${row.name},`,
      '',
      `The registration of ${row.business_name} is approved. Sign in as ${row.username} at ${publicUrl(settings)}.`,
    ],
  }
  return { action: 'approved', title: 'Approved', also: () => Promise.all([activateBusiness(trx, row), queue(trx, step, mail)]) }
}

const reject: Own = (trx, step) => {
  const row = requireRow(step)
  const mail: RegistrationMail = {
    to: row.email,
    subject: `The registration of ${row.business_name}`,
    reason: 'rejected',
    lines: [
      `Hello ${row.name},`,
      '',
      `The registration of ${row.business_name} was not approved.`,
      ...(step.message.comment ? [`Reason: ${step.message.comment}`] : []),
    ],
  }
  return { action: 'rejected', title: 'Rejected', also: () => Promise.all([releaseNames(trx, row), queue(trx, step, mail)]) }
}

const expire: Own = (trx, step) => ({
  action: 'expired',
  title: 'Expired: never verified',
  also: () => releaseNames(trx, requireRow(step)),
})

export const registrationEffects = effectsOf<RegistrationState, RegistrationRow>()(registrationProcess, {
  created: create,
  remind_verification: remind,
  verify,
  approve,
  reject,
  expire,
})
