/** What statements add up beside the sums of accounts: money by the account on the other side; and the stop of all posting. */
import type { Knex } from 'knex'
import type { Migration } from '../kit/migrate'
import { belongsTo, PLATFORM_TENANT, tables, type TenantTable } from '../kit/schema'

/**
 * Money that came in (positive) or went out by way of an account, by month and project (null: none), in the base currency:
 * the lines beside the lines of money in each journal that moves any. Kept by the database with each posting.
 */
const cashSums: TenantTable = {
  name: 'cash_sums',
  columns: `account_id uuid not null,
    month text not null check (month ~ '^\\d{4}-\\d{2}$'),
    project_id uuid,
    amount bigint not null default 0,
    unique nulls not distinct (tenant_id, account_id, month, project_id),
    ${belongsTo('account_id', 'accounts')},
    ${belongsTo('project_id', 'projects')}`,
  grants: 'select, insert, update',
}

const refuse = (constraint: string, message: string): string =>
  `raise exception '${message}' using errcode = '23514', constraint = '${constraint}'`

/** An account of money is marked so: cash and bank by their role, and what is opened under one. */
const MARKED = `
  begin
    if new.cash_flow is null and (new.role in ('cash', 'bank') or exists (select from accounts p
      where p.tenant_id = new.tenant_id and p.id = new.parent_id and p.cash_flow = 'cash'))
    then
      new.cash_flow := 'cash';
    end if;
    return new;
  end`

/** Once something is posted, an account stays money or stays none: its sums were made so. */
const STAYS = `
  begin
    if (new.cash_flow is not distinct from 'cash') <> (old.cash_flow is not distinct from 'cash')
      and exists (select from journal_lines l where l.tenant_id = new.tenant_id and l.account_id = new.id)
    then
      ${refuse('account_cash_fixed', 'Something is posted to this account: it stays money or stays none')};
    end if;
    return new;
  end`

const MONTH = `to_char(l.entry_date, 'YYYY-MM')`

/** Lines beside money in some journals; \`fresh\` says which came with this statement, for a journal may be written in parts. */
const beside = (journals: string, fresh: string): string => `
  select l.tenant_id, l.journal_id, l.account_id, ${MONTH} as month, l.project_id, l.base_credit - l.base_debit as amount,
    a.cash_flow is not distinct from 'cash' as money, ${fresh} as fresh
  from (${journals}) j join journal_lines l on l.tenant_id = j.tenant_id and l.journal_id = j.journal_id
    join accounts a on a.tenant_id = l.tenant_id and a.id = l.account_id`

const adding = (lines: string): string => `
  with lines as (${lines}), moving as (
    select tenant_id, journal_id, bool_or(money and not fresh) as before from lines group by tenant_id, journal_id having bool_or(money)
  )
  insert into cash_sums as s (tenant_id, id, account_id, month, project_id, amount)
    select l.tenant_id, uuidv7(), l.account_id, l.month, l.project_id, sum(l.amount)::bigint
    from lines l join moving m on m.tenant_id = l.tenant_id and m.journal_id = l.journal_id
    where not l.money and (l.fresh or not m.before)
    group by l.tenant_id, l.account_id, l.month, l.project_id order by l.account_id, l.month, l.project_id
  on conflict (tenant_id, account_id, month, project_id) do update
    set amount = s.amount + excluded.amount, updated_at = now(), version = s.version + 1`

const SUMMED = `begin ${adding(
  beside(
    'select distinct tenant_id, journal_id from added',
    'exists (select from added n where n.journal_id = l.journal_id and n.line_no = l.line_no)',
  ),
)}; return null; end`

const KEPT = `begin if pg_trigger_depth() < 2 then ${refuse('cash_sums_kept', 'Sums follow their postings')}; end if; return new; end`

const GUARDS = [
  { name: 'account_cash_marked', body: MARKED, trigger: 'before insert on accounts for each row' },
  { name: 'account_cash_fixed', body: STAYS, trigger: 'before update on accounts for each row' },
  { name: 'journal_cash_summed', body: SUMMED, trigger: 'after insert on journal_lines referencing new table as added for each statement' },
  { name: 'cash_sums_kept', body: KEPT, trigger: 'before insert or update on cash_sums for each row' },
]

const made = tables('0014-statements', [cashSums], ['create index cash_sums_by_month on cash_sums (tenant_id, month)'])

/** What was posted before counts as well; each business inside its own wall. */
async function sumWhatIsThere(knex: Knex): Promise<void> {
  const wall = (tenant: string): Knex.Raw => knex.raw(`select set_config('app.tenant', ${tenant}, true)`)
  await wall(`${PLATFORM_TENANT}::text`)
  await knex.raw("update accounts set cash_flow = 'cash' where role in ('cash', 'bank')")
  const { rows } = await knex.raw(`select id from businesses where id <> ${PLATFORM_TENANT}`)
  for (const { id } of rows as { id: string }[]) {
    await wall(`'${id}'`)
    await knex.raw(adding(beside('select tenant_id, id as journal_id from journals', 'true')))
  }
}

export const statements: Migration = {
  name: made.name,
  async up(knex) {
    await made.up(knex)
    await knex.raw(`alter table accounts add column cash_flow text check (cash_flow in ('cash', 'operating', 'investing', 'financing'))`)
    await knex.raw('alter table ledger_heads add column blocked_at timestamptz, add column blocked_reason text')
    await sumWhatIsThere(knex)
    for (const { name, body, trigger } of GUARDS) {
      await knex.raw(`create function ${name}() returns trigger language plpgsql set search_path = public as $$ ${body} $$`)
      await knex.raw(`create trigger ${name} ${trigger} execute function ${name}()`)
    }
  },
  async down(knex) {
    await knex.raw('drop trigger journal_cash_summed on journal_lines')
    for (const name of ['account_cash_marked', 'account_cash_fixed']) await knex.raw(`drop trigger ${name} on accounts`)
    await knex.raw('alter table ledger_heads drop column blocked_at, drop column blocked_reason')
    await knex.raw('alter table accounts drop column cash_flow')
    await made.down(knex)
    for (const { name } of GUARDS) await knex.raw(`drop function ${name}()`)
  },
}
