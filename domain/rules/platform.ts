/** The life of a registration: unverified → verified → approved or rejected; unverified ones expire (TEN-2). */
import type { Refusal } from '../errors'
import { begin, type DueTime, illegal, type Message, type ProcessState, stale, step } from './process'
import { afterTaskMessage, leavesRecord, openTask, TASK_CLOCKS, TASK_MESSAGES, taskRefusal, type TaskKind } from './tasks'

export const REGISTRATION_STATUSES = ['unverified', 'verified', 'approved', 'rejected', 'expired'] as const
export type RegistrationStatus = (typeof REGISTRATION_STATUSES)[number]

export const approveRegistration = {
  kind: 'platform.approve_registration',
  outcomes: ['approve', 'reject'],
  negative: ['reject'],
  separated: [],
} as const satisfies TaskKind

/** Hours after which somebody who has not verified is reminded, and after which the names are free again. */
export const REMIND_HOURS = [24, 48] as const
export const EXPIRE_HOURS = 72

/** What a registration brings; the password as its hash. */
export interface RegistrationData {
  business_id: string
  user_id: string
  business_name: string
  name: string
  username: string
  email: string
  password_hash: string
  time_zone: string
  base_currency: string
  locale: string
}

export interface RegistrationState extends ProcessState {
  /** `refused`: a name is taken; only a mail tells so, to whoever can read it. */
  status: RegistrationStatus | 'refused'
}

export interface RegistrationStart {
  tenant_id: string
  record_id: string
  message: Message
  /** The name somebody else has already, or null. */
  taken: 'email' | 'username' | null
}

const CLOCKS: readonly string[] = ['remind_verification', 'expire']

/** When an unverified registration moves by itself, counted from `now`. */
export function registrationClocks(now: Date): DueTime[] {
  const at = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString()
  return [...REMIND_HOURS.map((hours) => ({ at: at(hours), what: 'remind_verification' })), { at: at(EXPIRE_HOURS), what: 'expire' }]
}

const open = (start: RegistrationStart): RegistrationState => begin(start, start.taken ? 'refused' : 'unverified')

function refusal(state: RegistrationState, message: Message): Refusal | undefined {
  if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) return taskRefusal(state, message)
  if (message.kind === 'verify' && state.status === 'unverified') return stale(state, message)
  return illegal(state, message, state.status === 'unverified' ? ['verify'] : [])
}

function after(state: RegistrationState, message: Message, ids: () => string): RegistrationState {
  if (leavesRecord(message) || (TASK_CLOCKS as readonly string[]).includes(message.kind)) return afterTaskMessage(state, message)
  switch (message.kind) {
    case 'verify':
      return step(state, { status: 'verified', task: openTask(approveRegistration, ids()), due: [] })
    case 'complete':
      return step(state, { status: message.outcome === 'approve' ? 'approved' : 'rejected', task: null, due: [] })
    case 'expire':
      return step(state, { status: 'expired', due: [] })
    default: {
      // The earliest reminder was this one; the record itself stays as it is.
      const [, ...due] = [...state.due].sort((a, b) => a.at.localeCompare(b.at))
      return step(state, { due, version: state.version })
    }
  }
}

export const registrationRules = {
  messages: ['verify', ...TASK_MESSAGES],
  clocks: CLOCKS,
  open,
  refusal,
  after,
  ended: (state: RegistrationState): boolean => state.status !== 'unverified' && state.status !== 'verified',
}
