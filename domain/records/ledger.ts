/** Plain records of the general ledger. */
import { z } from 'zod'
import { isCurrency } from '../money'
import { choice, date, decimal, flag, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { ACCOUNT_ROLES, ACCOUNT_TYPES } from '../rules/ledger'
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
