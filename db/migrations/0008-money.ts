/** Instruments with a cost to a project, and their sums a project, kept by the database in the same transaction as each row. */
import type { Knex } from 'knex'
import type { Migration } from '../kit/migrate'
import { belongsTo, tables, type TenantTable } from '../kit/schema'

/** Posted for good: only the description and the link to the reversal are ever written later. */
const ledgerEntries: TenantTable = {
  name: 'ledger_entries',
  columns: `project_id uuid,
    entry_type text not null check (entry_type in ('claim', 'payment', 'receipt', 'adjustment', 'opening')),
    debit bigint not null default 0 check (debit >= 0),
    credit bigint not null default 0 check (credit >= 0),
    currency text not null,
    party_type text not null check (party_type in ('subcontractor', 'client', 'supplier', 'staff', 'other')),
    party_id uuid,
    reference text,
    entry_date date not null,
    description text,
    reverses_id uuid,
    reversed_by_id uuid,
    created_by_id uuid,
    check ((debit > 0) <> (credit > 0)),
    unique (tenant_id, reverses_id),
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('reverses_id', 'ledger_entries')},
    ${belongsTo('reversed_by_id', 'ledger_entries')},
    ${belongsTo('created_by_id', 'users')}`,
  grants: 'select, insert, update (description, reversed_by_id, updated_at, version)',
}

const variationOrders: TenantTable = {
  name: 'variation_orders',
  columns: `vo_number text not null,
    project_id uuid not null,
    title text not null,
    amount bigint not null check (amount <> 0),
    currency text not null,
    description text,
    status text not null check (status in ('pending', 'approved', 'rejected')),
    parties jsonb not null default '{}',
    created_by_id uuid not null,
    decided_at timestamptz,
    unique (tenant_id, vo_number),
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('created_by_id', 'users')}`,
}

const dayworkOrders: TenantTable = {
  name: 'daywork_orders',
  columns: `dwo_number text not null,
    project_id uuid not null,
    work_date date not null,
    hours numeric(12, 2) check (hours >= 0),
    day_rate bigint check (day_rate >= 0),
    amount bigint not null check (amount > 0),
    currency text not null,
    description text,
    status text not null check (status in ('draft', 'submitted', 'approved', 'rejected')),
    parties jsonb not null default '{}',
    created_by_id uuid not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    unique (tenant_id, dwo_number),
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('created_by_id', 'users')}`,
}

/** One row a project (its id is the project's): what seed C's financial summary adds up, so that no page walks a ledger. */
const projectSums: TenantTable = {
  name: 'project_sums',
  columns: `payments bigint not null default 0,
    vo_pending bigint not null default 0,
    vo_approved bigint not null default 0,
    dwo_draft bigint not null default 0,
    dwo_submitted bigint not null default 0,
    ${belongsTo('id', 'projects', 'cascade')}`,
  grants: 'select, insert, update',
}

/** What a row of an instrument adds to its project, by column of the sums. */
const SUMMED: Record<string, Record<string, string>> = {
  ledger_entries: { payments: "case when entry_type = 'payment' then credit - debit else 0 end" },
  variation_orders: {
    vo_pending: "case when status = 'pending' then amount else 0 end",
    vo_approved: "case when status = 'approved' then amount else 0 end",
  },
  daywork_orders: {
    dwo_draft: "case when status = 'draft' then amount else 0 end",
    dwo_submitted: "case when status = 'submitted' then amount else 0 end",
  },
}

const EVENTS = {
  insert: { referencing: 'new table as added', from: [['added', 1]] },
  update: {
    referencing: 'old table as removed new table as added',
    from: [
      ['added', 1],
      ['removed', -1],
    ],
  },
  delete: { referencing: 'old table as removed', from: [['removed', -1]] },
} as const

const part = (sums: Record<string, string>, source: string, sign: number): string =>
  `select tenant_id, project_id, ${Object.entries(sums)
    .map(([column, value]) => `${sign} * (${value}) as ${column}`)
    .join(', ')} from ${source} where project_id is not null`

/** Adds what a statement changed; in the order of the projects, so that two statements never wait for each other in a ring. */
const adding = (sums: Record<string, string>, from: readonly (readonly [string, number])[]): string => {
  const columns = Object.keys(sums)
  return `insert into project_sums as s (tenant_id, id, ${columns.join(', ')})
    select tenant_id, project_id, ${columns.map((name) => `sum(${name})::bigint`).join(', ')}
    from (${from.map(([source, sign]) => part(sums, source, sign)).join(' union all ')}) changed
    group by tenant_id, project_id having ${columns.map((name) => `sum(${name}) <> 0`).join(' or ')} order by project_id
    on conflict (tenant_id, id) do update set ${columns.map((name) => `${name} = s.${name} + excluded.${name}`).join(', ')},
      updated_at = now(), version = s.version + 1`
}

async function keepSums(knex: Knex): Promise<void> {
  for (const [table, sums] of Object.entries(SUMMED)) {
    for (const [event, { referencing, from }] of Object.entries(EVENTS)) {
      const name = `sum_${table}_${event}`
      await knex.raw(
        `create function ${name}() returns trigger language plpgsql set search_path = public as $$ begin ${adding(sums, from)}; return null; end $$`,
      )
      await knex.raw(
        `create trigger ${name} after ${event} on ${table} referencing ${referencing} for each statement execute function ${name}()`,
      )
    }
  }
}

const made = tables(
  '0008-money',
  [ledgerEntries, variationOrders, dayworkOrders, projectSums],
  [
    'create index ledger_entries_of_project on ledger_entries (tenant_id, project_id, entry_date)',
    'create index ledger_entries_of_party on ledger_entries (tenant_id, party_type, party_id, entry_date)',
    'create index ledger_entries_by_reference on ledger_entries (tenant_id, reference)',
    'create index ledger_entries_paid on ledger_entries (tenant_id, entry_date) include (credit, debit) ' + "where entry_type = 'payment'",
    'create index variation_orders_of_project on variation_orders (tenant_id, project_id, status)',
    'create index variation_orders_by_status on variation_orders (tenant_id, status, created_at desc)',
    'create index daywork_orders_of_project on daywork_orders (tenant_id, project_id, status)',
    'create index daywork_orders_by_status on daywork_orders (tenant_id, status, created_at desc)',
    'create index proposals_approved on proposals (tenant_id, decided_at) include (quoted_amount) ' + "where status = 'approved'",
  ],
)

export const moneyTables: Migration = {
  name: made.name,
  async up(knex) {
    await made.up(knex)
    await keepSums(knex)
  },
  async down(knex) {
    await knex.raw('drop index proposals_approved')
    await made.down(knex)
    for (const table of Object.keys(SUMMED)) {
      for (const event of Object.keys(EVENTS)) await knex.raw(`drop function sum_${table}_${event}()`)
    }
  },
}
