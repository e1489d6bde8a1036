/** The process of a registration: unverified → verified → approved or rejected; unverified ones expire (TEN-2). */
import { defineProcess } from '../kit/process/define'
import type { Message, ProcessState } from '../kit/process/types'
import type { RegistrationStatus } from '../rules/platform'

/** `refused`: a name is taken; only a mail tells so, to whoever can read it. */
export type RegistrationState = ProcessState<RegistrationStatus | 'refused'>

export const registrationProcess = defineProcess<RegistrationState>()({
  // The platform's own rows: no business reads or writes them as records.
  record: { type: 'registration', name: 'registrations', slug: 'registrations', table: 'registrations', label: 'business_name' },
  title: 'A business registers',
  statuses: {
    unverified: 'waiting',
    verified: 'waiting',
    approved: 'done',
    rejected: 'cancelled',
    expired: 'cancelled',
    refused: 'cancelled',
  },
  stamps: { verified: 'verified_at', approved: 'decided_at', rejected: 'decided_at' },
  created: { to: (_state, { data }: Message) => (data?.taken == null ? 'unverified' : 'refused') },
  messages: { verify: { from: ['unverified'], to: 'verified', opens: 'approve' } },
  tasks: {
    approve: {
      kind: 'platform.approve_registration',
      outcomes: { approve: { to: 'approved' }, reject: { to: 'rejected', negative: true } },
    },
  },
  clocks: { remind_verification: { from: ['unverified'], quiet: true }, expire: { from: ['unverified'], to: 'expired' } },
  begins: { registered: {}, 'registered under a name that is taken': { taken: 'email' } },
})
