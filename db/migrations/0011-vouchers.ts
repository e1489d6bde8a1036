/** Vouchers, gapless numbers, balances by party kept with each entry, papers that anybody may check; entries find their journal. */
import type { Knex } from 'knex'
import type { Migration } from '../kit/migrate'
import { belongsTo, tables, type TenantTable } from '../kit/schema'

const vouchers: TenantTable = {
  name: 'vouchers',
  columns: `voucher_no text not null,
    project_id uuid not null,
    subcontractor_id uuid not null,
    voucher_type text,
    amount bigint not null check (amount > 0),
    paid_amount bigint not null default 0 check (paid_amount >= 0 and paid_amount <= amount),
    currency text not null,
    week_ending date not null,
    description text,
    status text not null check (status in ('draft', 'submitted', 'approved', 'rejected', 'cancelled')),
    payment_status text not null generated always as
      (case when paid_amount = 0 then 'unpaid' when paid_amount < amount then 'partly_paid' else 'paid' end) stored,
    parties jsonb not null default '{}',
    created_by_id uuid not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    check (paid_amount = 0 or status = 'approved'),
    unique (tenant_id, voucher_no),
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('subcontractor_id', 'subcontractors')},
    ${belongsTo('created_by_id', 'users')}`,
  grants: 'select, insert, update',
}

/** The last number given of each series; its row is the queue of those who want the next. */
const numberSeries: TenantTable = {
  name: 'number_series',
  columns: `series text not null,
    last_number bigint not null check (last_number > 0),
    unique (tenant_id, series)`,
  grants: 'select, insert, update',
}

/** What a party was owed and paid, kept by the database in the transaction of each entry. */
const partySums: TenantTable = {
  name: 'party_sums',
  columns: `party_type text not null,
    party_id uuid,
    debit bigint not null default 0,
    credit bigint not null default 0,
    unique nulls not distinct (tenant_id, party_type, party_id)`,
  grants: 'select, insert, update',
}

/** A paper as it was given out: its facts then, found again by its code. */
const papers: TenantTable = {
  name: 'papers',
  columns: `code text not null,
    record_type text not null,
    record_id uuid not null,
    facts jsonb not null,
    facts_hash text not null,
    issued_by_id uuid not null,
    unique (tenant_id, code),
    unique (tenant_id, record_type, record_id, facts_hash),
    ${belongsTo('issued_by_id', 'users')}`,
  append_only: true,
  platform: 'whoever holds a paper knows its code and not its business',
}

/** In the order of the parties, so that two statements never wait for each other in a ring. */
const KEEP_PARTY_SUMS = `create function sum_party_entries() returns trigger language plpgsql set search_path = public as $$ begin
  insert into party_sums as s (tenant_id, id, party_type, party_id, debit, credit)
    select tenant_id, gen_random_uuid(), party_type, party_id, sum(debit)::bigint, sum(credit)::bigint
    from added group by tenant_id, party_type, party_id order by party_type, party_id
    on conflict (tenant_id, party_type, party_id) do update
      set debit = s.debit + excluded.debit, credit = s.credit + excluded.credit, updated_at = now(), version = s.version + 1;
  return null; end $$`

/** Each entry has its journal; those of a voucher know it, and the task that confirmed them. One claim a voucher, one payment a task. */
async function extendEntries(knex: Knex): Promise<void> {
  await knex.raw(`alter table ledger_entries
    add column voucher_id uuid, add column journal_id uuid, add column task_id uuid,
    add constraint ledger_entries_voucher ${belongsTo('voucher_id', 'vouchers')},
    add constraint ledger_entries_journal ${belongsTo('journal_id', 'journals')},
    add constraint ledger_entries_one_journal unique (tenant_id, journal_id),
    add constraint ledger_entries_one_payment unique (tenant_id, task_id, entry_type)`)
  await knex.raw(`create unique index ledger_entries_one_claim on ledger_entries (tenant_id, voucher_id)
    where entry_type = 'claim' and reverses_id is null`)
  await knex.raw('create index ledger_entries_of_voucher on ledger_entries (tenant_id, voucher_id, entry_date)')
  await knex.raw(
    'create index ledger_entries_statement on ledger_entries (tenant_id, party_type, party_id, entry_date, id) include (debit, credit)',
  )
  await knex.raw('drop index ledger_entries_of_party')
  await knex.raw(`insert into party_sums (tenant_id, id, party_type, party_id, debit, credit)
    select tenant_id, gen_random_uuid(), party_type, party_id, sum(debit)::bigint, sum(credit)::bigint
    from ledger_entries group by tenant_id, party_type, party_id`)
  await knex.raw(KEEP_PARTY_SUMS)
  await knex.raw(`create trigger sum_party_entries after insert on ledger_entries referencing new table as added
    for each statement execute function sum_party_entries()`)
}

async function shrinkEntries(knex: Knex): Promise<void> {
  await knex.raw('drop trigger sum_party_entries on ledger_entries')
  await knex.raw('drop function sum_party_entries()')
  await knex.raw('drop index ledger_entries_statement')
  await knex.raw('create index ledger_entries_of_party on ledger_entries (tenant_id, party_type, party_id, entry_date)')
  await knex.raw('alter table ledger_entries drop column voucher_id, drop column journal_id, drop column task_id')
}

const made = tables(
  '0011-vouchers',
  [vouchers, numberSeries, partySums, papers],
  [
    'create index papers_by_code on papers (code)',
    'create index vouchers_by_status on vouchers (tenant_id, status, created_at desc)',
    'create index vouchers_of_project on vouchers (tenant_id, project_id, status)',
    'create index vouchers_of_subcontractor on vouchers (tenant_id, subcontractor_id, created_at desc)',
    'create index vouchers_submitted on vouchers (tenant_id) include (amount) ' + "where status = 'submitted'",
    'create index vouchers_to_pay on vouchers (tenant_id, subcontractor_id) include (amount, paid_amount, payment_status) ' +
      "where status = 'approved' and paid_amount < amount",
  ],
)

export const voucherTables: Migration = {
  name: made.name,
  async up(knex) {
    await made.up(knex)
    await extendEntries(knex)
  },
  async down(knex) {
    await shrinkEntries(knex)
    await made.down(knex)
  },
}
