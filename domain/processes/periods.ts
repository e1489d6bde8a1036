/** The process of a month of the books: open → closing → closed → reopening → open; each way asked by one and confirmed by another. It ends at each decision, and the next request begins a new run. */
import { defineProcess } from '../kit/process/define'
import type { ProcessState } from '../kit/process/types'
import { periods } from '../records/ledger'
import type { PeriodStatus } from '../rules/ledger/period'

export type PeriodState = ProcessState<PeriodStatus>

export const periodProcess = defineProcess<PeriodState>()({
  record: periods,
  title: 'A month closed and opened again',
  statuses: { open: 'idle', closing: 'waiting', closed: 'idle', reopening: 'waiting' },
  created: { to: 'open' },
  messages: {
    // Only who asks this time is kept from confirming it.
    close: { from: ['open'], to: 'closing', opens: 'close', forgets: ['asker'], party: 'asker' },
    reopen: { from: ['closed'], to: 'reopening', opens: 'reopen', forgets: ['asker'], party: 'asker' },
  },
  tasks: {
    close: {
      kind: 'periods.close',
      outcomes: { confirm: { to: 'closed' }, reject: { to: 'open', negative: true } },
      separated: ['asker'],
    },
    reopen: {
      kind: 'periods.close',
      outcomes: { confirm: { to: 'open' }, reject: { to: 'closed', negative: true } },
      separated: ['asker'],
    },
  },
})
