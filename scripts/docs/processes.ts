/** Every process with rules of its own, and how it starts. */
import { documentRules, type DocumentStart } from '../../domain/rules/documents'
import { periodRules } from '../../domain/rules/ledger/period'
import { registrationRules } from '../../domain/rules/platform'
import type { Message, ProcessState } from '../../domain/rules/process'
import { proposalRules } from '../../domain/rules/proposals'
import { restOf, voucherRules, type VoucherState } from '../../domain/rules/vouchers'
import { dayworkRules, variationRules } from '../../domain/rules/vouchers/orders'
import { diagramOf, type Explored } from './explore'

const message: Message = { kind: 'created', actor_id: 'person-0' }
const common = { tenant_id: 'business', record_id: 'record', message }
const ids = (): string => 'task-0'

const document = (more: Pick<DocumentStart, 'requires_approval' | 'submit'>): ProcessState =>
  documentRules.open({ ...common, ...more }, ids)

const explored = <S extends ProcessState>(
  one: Omit<Explored, 'rules'> & { rules: { messages: readonly string[]; refusal: unknown; after: unknown; ended(state: S): boolean } },
): Explored => one as unknown as Explored

/** In the order of the page. */
export const processes: readonly Explored[] = [
  explored({
    name: 'document',
    title: 'Document',
    rules: documentRules,
    starts: [
      { label: 'created', state: document({ requires_approval: true, submit: false }) },
      { label: 'created, its type needs no approval', state: document({ requires_approval: false, submit: false }) },
    ],
  }),
  explored({
    name: 'proposal',
    title: 'Proposal',
    rules: proposalRules,
    starts: [{ label: 'created', state: proposalRules.open(common) }],
  }),
  explored({
    name: 'voucher',
    title: 'Voucher',
    rules: voucherRules,
    starts: [
      { label: 'created', state: voucherRules.open({ ...common, message: { ...message, data: { amount: '120000', currency: 'EUR' } } }) },
    ],
    data: { paid_at: '2026-05-11' },
    stage: (state) => (state.status === 'approved' && restOf(state as VoucherState) === 0n ? 'paid' : state.status),
  }),
  explored({
    name: 'variation_order',
    title: 'Variation order',
    rules: variationRules,
    starts: [{ label: 'entered', state: variationRules.open(common, ids) }],
  }),
  explored({
    name: 'daywork_order',
    title: 'Daywork order',
    rules: dayworkRules,
    starts: [{ label: 'created', state: dayworkRules.open(common) }],
  }),
  explored({
    name: 'period',
    title: 'Period of the books',
    rules: periodRules,
    starts: [{ label: 'first asked to close', state: periodRules.open(common) }],
  }),
  explored({
    name: 'registration',
    title: 'Registration of a business',
    rules: registrationRules,
    starts: [
      { label: 'registered', state: registrationRules.open({ ...common, taken: null }) },
      { label: 'registered under a name that is taken', state: registrationRules.open({ ...common, taken: 'email' }) },
    ],
    clocks: { unverified: ['expire'] },
  }),
]

/** The page of processes. */
export function processesPage(): string {
  const parts = processes.map(
    (process) =>
      `## ${process.title}\n\n\`${process.name}\`, workflow id \`<business>/${process.name}/<record>\`\n\n${diagramOf(process)}\n`,
  )
  return `# Processes\n\nWorked out from the rules in \`domain/rules/\`: a line is a message that the process accepts in that status. Decisions stand as \`task: outcome\`.\n\n${parts.join('\n')}`
}
