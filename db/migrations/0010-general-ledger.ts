/** The general ledger: accounts, journals that balance and stay as they are, sums by month, periods, exchange rates. */
import type { Knex } from 'knex'
import { givenBooks } from '../ledger/books'
import type { Migration } from '../kit/migrate'
import { belongsTo, PLATFORM_TENANT, tables, type TenantTable } from '../kit/schema'
import { dropLedgerGuards, ledgerGuards } from './0010-general-ledger-guards'

const CURRENCY = "~ '^[A-Z]{3}$'"

const accounts: TenantTable = {
  name: 'accounts',
  columns: `code text not null,
    name text not null,
    type text not null check (type in ('asset', 'liability', 'equity', 'revenue', 'expense')),
    parent_id uuid,
    currency text check (currency ${CURRENCY}),
    role text check (role ~ '^[a-z_]{1,40}$'),
    active boolean not null default true,
    check (parent_id <> id),
    unique (tenant_id, code),
    unique (tenant_id, role),
    ${belongsTo('parent_id', 'accounts')}`,
  platform: 'a new business starts with its chart of accounts',
}

/** The end of the chain of a business's journals: whoever posts locks it, so numbers have no gap. */
const heads: TenantTable = {
  name: 'ledger_heads',
  columns: `seq bigint not null default 0 check (seq >= 0),
    hash text not null default repeat('0', 64),
    check (id = tenant_id)`,
  grants: 'select, insert, update',
  platform: 'a new business starts with an empty chain of journals',
}

/** Posted for good; the database itself writes the link to the reversal, and nobody writes anything else. */
const journals: TenantTable = {
  name: 'journals',
  columns: `seq bigint not null check (seq > 0),
    journal_no text not null,
    entry_date date not null,
    memo text,
    currency text not null check (currency ${CURRENCY}),
    line_count integer not null check (line_count >= 2),
    source_type text not null check (source_type ~ '^[a-z_]{1,40}$'),
    source_id uuid,
    workflow_id text,
    effect_key text,
    reverses_id uuid,
    reversed_by_id uuid,
    created_by_id uuid,
    previous_hash text not null,
    hash text not null,
    check (reverses_id <> id),
    unique (tenant_id, seq),
    unique (tenant_id, journal_no),
    unique (tenant_id, reverses_id),
    unique (tenant_id, id, entry_date),
    ${belongsTo('reverses_id', 'journals')},
    ${belongsTo('reversed_by_id', 'journals')},
    ${belongsTo('created_by_id', 'users')}`,
  grants: 'select, insert, update (reversed_by_id, updated_at, version)',
}

const amount = (name: string): string => `${name} bigint not null default 0 check (${name} >= 0 and ${name} <= 1000000000000000000)`

const lines: TenantTable = {
  name: 'journal_lines',
  columns: `journal_id uuid not null,
    line_no integer not null check (line_no > 0),
    account_id uuid not null,
    entry_date date not null,
    ${amount('debit')},
    ${amount('credit')},
    ${amount('base_debit')},
    ${amount('base_credit')},
    party_type text check (party_type in ('subcontractor', 'client', 'customer', 'supplier', 'staff', 'other')),
    party_id uuid,
    project_id uuid,
    check ((debit > 0) <> (credit > 0)),
    check (debit > 0 or base_debit = 0),
    check (credit > 0 or base_credit = 0),
    unique (tenant_id, journal_id, line_no),
    foreign key (tenant_id, journal_id, entry_date) references journals (tenant_id, id, entry_date) on delete restrict,
    ${belongsTo('account_id', 'accounts')},
    ${belongsTo('project_id', 'projects')}`,
  append_only: true,
}

/** In the base currency, by account, month and project (null: none); kept by the database with each posting. */
const sums: TenantTable = {
  name: 'account_sums',
  columns: `account_id uuid not null,
    month text not null check (month ~ '^\\d{4}-\\d{2}$'),
    project_id uuid,
    debit bigint not null default 0,
    credit bigint not null default 0,
    unique nulls not distinct (tenant_id, account_id, month, project_id),
    ${belongsTo('account_id', 'accounts')},
    ${belongsTo('project_id', 'projects')}`,
  grants: 'select, insert, update',
}

const periods: TenantTable = {
  name: 'periods',
  columns: `month text not null check (month ~ '^\\d{4}-\\d{2}$'),
    status text not null default 'open' check (status in ('open', 'closing', 'closed', 'reopening')),
    parties jsonb not null default '{}',
    reason text,
    checklist jsonb not null default '[]',
    asked_by_id uuid,
    asked_at timestamptz,
    decided_by_id uuid,
    decided_at timestamptz,
    closed_at timestamptz,
    unique (tenant_id, month),
    ${belongsTo('asked_by_id', 'users')},
    ${belongsTo('decided_by_id', 'users')}`,
  grants: 'select, insert, update',
}

/** The price of one unit of a currency in the base currency; NaN and Infinity are above every bound. */
const rates: TenantTable = {
  name: 'exchange_rates',
  columns: `currency text not null check (currency ${CURRENCY}),
    rate_date date not null,
    rate numeric(20, 10) not null check (rate > 0 and rate < 10000000000),
    unique (tenant_id, currency, rate_date)`,
}

const made = tables(
  '0010-general-ledger',
  [accounts, heads, journals, lines, sums, periods, rates],
  [
    'create index accounts_of_parent on accounts (tenant_id, parent_id)',
    'create index journals_by_date on journals (tenant_id, entry_date, seq)',
    'create index journals_newest on journals (tenant_id, created_at)',
    'create index journals_by_source on journals (tenant_id, source_type, source_id)',
    'create index journals_of_process on journals (tenant_id, workflow_id) where workflow_id is not null',
    'create index journal_lines_of_account on journal_lines (tenant_id, account_id, entry_date) include (base_debit, base_credit)',
    'create index journal_lines_of_project on journal_lines (tenant_id, project_id, entry_date) where project_id is not null',
    'create index journal_lines_of_party on journal_lines (tenant_id, party_type, party_id, entry_date) where party_type is not null',
    'create index account_sums_by_month on account_sums (tenant_id, month)',
    'create index account_sums_of_project on account_sums (tenant_id, project_id, month) where project_id is not null',
  ],
)

/** Every business that is there already gets its chart and its chain. */
async function giveBooks(knex: Knex): Promise<void> {
  await knex.raw(`select set_config('app.tenant', ${PLATFORM_TENANT}::text, true)`)
  const found = await knex.raw(`select id, base_currency, locale from businesses where id <> ${PLATFORM_TENANT}`)
  for (const business of found.rows) for (const { table, rows } of givenBooks(business)) await knex(table).insert(rows)
}

export const generalLedger: Migration = {
  name: made.name,
  async up(knex) {
    await made.up(knex)
    await ledgerGuards(knex)
    await giveBooks(knex)
  },
  async down(knex) {
    await made.down(knex)
    await dropLedgerGuards(knex)
  },
}
