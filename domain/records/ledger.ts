/** Plain records of the general ledger. */
import { z } from 'zod'
import { isCurrency } from '../money'
import { choice, date, decimal, flag, instant, longText, money, person, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { ACCOUNT_ROLES, ACCOUNT_TYPES, PARTY_TYPES } from '../rules/ledger'
import { PERIOD_STATUSES } from '../rules/ledger/period'
import { CASH_FLOWS } from '../rules/reports/cash-flow'

const currency = z.string().max(3).refine(isCurrency, 'must be a currency code such as EUR').meta({ label: 'currency', kind: 'text' })

/** The chart of accounts; `currency` empty: the base currency. */
export const accounts = defineResource({
  name: 'accounts',
  type: 'account',
  slug: 'accounts',
  title: 'accounts',
  label: 'name',
  fields: {
    code: text('code', 20),
    name: text('name'),
    type: choice('account_type', ACCOUNT_TYPES),
    parent_id: ref('parent_id', 'accounts'),
    currency,
    role: choice('account_role', ACCOUNT_ROLES),
    cash_flow: choice('cash_flow', CASH_FLOWS),
    active: flag('active'),
  },
  required: ['code', 'name', 'type'],
  unique: ['code', 'role'],
  list: {
    columns: ['code', 'name', 'type', 'parent_id', 'currency', 'active'],
    filter: ['code', 'type', 'role', 'currency', 'cash_flow', 'active'],
    sort: ['code', 'type'],
    search: ['code', 'name'],
  },
})

/** The price of one unit of a currency in the base currency, by day. */
export const exchangeRates = defineResource({
  name: 'exchange-rates',
  type: 'exchange_rate',
  slug: 'exchange_rates',
  title: 'exchange_rates',
  label: 'currency',
  fields: { currency, rate_date: date('rate_date'), rate: decimal('rate', 10) },
  required: ['currency', 'rate_date', 'rate'],
  unique: ['rate_date'],
  list: {
    columns: ['currency', 'rate_date', 'rate'],
    filter: ['currency', 'rate_date'],
    sort: ['rate_date', 'rate'],
    search: ['currency'],
  },
})

/** What was posted, for good; a reversal undoes it. */
export const journals = defineResource({
  name: 'journals',
  type: 'journal',
  slug: 'journals',
  title: 'journals',
  label: 'journal_no',
  fields: {
    journal_no: text('journal_no'),
    entry_date: date('entry_date'),
    memo: longText('memo', 2000),
    currency,
    source_type: text('source_type'),
    source_id: z.uuid().meta({ label: 'source_id', kind: 'text' }),
    reverses_id: ref('reverses_id', 'journals'),
    reversed_by_id: ref('reversed_by_id', 'journals'),
    created_by_id: person('created_by_id'),
  },
  required: ['journal_no', 'entry_date', 'currency', 'source_type'],
  create: ['entry_date', 'memo'],
  update: [],
  list: {
    columns: ['journal_no', 'entry_date', 'memo', 'source_type', 'created_by_id'],
    filter: ['journal_no', 'entry_date', 'source_type', 'source_id', 'currency'],
    sort: ['entry_date', 'journal_no'],
    search: ['journal_no', 'memo'],
  },
})

/** One side of a new journal; exactly one of debit and credit. */
export const journalLine = z.strictObject({
  account_id: ref('account_id', 'accounts'),
  debit: money('debit').nullish(),
  credit: money('credit').nullish(),
  party_type: choice('party_type', PARTY_TYPES).nullish(),
  party_id: z.uuid().meta({ label: 'party_id', kind: 'text' }).nullish(),
  project_id: ref('project_id', 'projects').nullish(),
})

/** The most lines of one journal. */
export const MOST_LINES = 1000

/** The months of the books; a process closes and opens them again. */
export const periods = defineResource({
  name: 'periods',
  type: 'period',
  slug: 'periods',
  title: 'periods',
  label: 'month',
  process: 'period',
  fields: {
    month: text('month'),
    status: choice('status', PERIOD_STATUSES),
    reason: longText('reason', 5000),
    asked_by_id: person('asked_by_id'),
    asked_at: instant('asked_at'),
    decided_by_id: person('decided_by_id'),
    decided_at: instant('decided_at'),
    closed_at: instant('closed_at'),
  },
  required: ['month', 'status'],
  create: [],
  update: [],
  list: {
    columns: ['month', 'status', 'reason', 'asked_by_id', 'closed_at'],
    filter: ['month'],
    sort: ['month'],
    search: ['month', 'reason'],
  },
})
