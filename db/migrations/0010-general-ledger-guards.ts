/** What the database itself keeps of the ledger: balance, closed months, rows that stay, links of reversals, sums. */
import type { Knex } from 'knex'

const refuse = (constraint: string, message: string): string =>
  `raise exception '${message}' using errcode = '23514', constraint = '${constraint}'`

/** At commit a journal has all its lines, and they balance in its own and in the base currency. */
const BALANCE = `
  declare
    found record;
  begin
    select count(*) as lines, sum(debit) - sum(credit) as own, sum(base_debit) - sum(base_credit) as base
      into found from journal_lines where tenant_id = new.tenant_id and journal_id = new.id;
    if found.lines <> new.line_count or found.own <> 0 or found.base <> 0 then
      ${refuse('journal_balanced', 'The lines of a journal must be complete and balance')};
    end if;
    return null;
  end`

/** Its period stays locked until the posting ends, so that no month is closed behind it. */
const PERIOD = `
  declare
    wanted integer;
    free integer := 0;
    period record;
  begin
    select count(distinct (tenant_id, to_char(entry_date, 'YYYY-MM'))) into wanted from added;
    for period in
      select p.status from periods p
      where (p.tenant_id, p.month) in (select tenant_id, to_char(entry_date, 'YYYY-MM') from added) order by p.month for share of p
    loop
      if period.status in ('open', 'closing') then free := free + 1; end if;
    end loop;
    if free <> wanted then
      ${refuse('period_open', 'The period is closed or was never opened')};
    end if;
    return null;
  end`

/** The original learns who reversed it. */
const REVERSAL = `
  begin
    update journals j set reversed_by_id = a.id, version = j.version + 1, updated_at = now()
      from added a where a.reverses_id is not null and j.tenant_id = a.tenant_id and j.id = a.reverses_id;
    return null;
  end`

/** Only that link may ever change, once, and only to the journal that does reverse it. */
const FIXED = `
  declare
    free text[] := array['reversed_by_id', 'version', 'updated_at'];
  begin
    if tg_op = 'UPDATE' and old.reversed_by_id is null and to_jsonb(new) - free = to_jsonb(old) - free
      and exists (select from journals r where r.tenant_id = new.tenant_id and r.id = new.reversed_by_id and r.reverses_id = new.id)
    then
      return new;
    end if;
    ${refuse('journal_fixed', 'A posted journal is never changed')};
  end`

/** Sums are written by postings alone, that is from inside a trigger. */
const SUMS = `begin if pg_trigger_depth() < 2 then ${refuse('account_sums_kept', 'Sums follow their postings')}; end if; return new; end`

const FIXED_LINES = `begin ${refuse('journal_fixed', 'A posted journal is never changed')}; end`

/** A journal's lines are numbered up to its count: nothing can be added to it later. */
const COUNTED = `
  begin
    if exists (select from added a join journals j on j.tenant_id = a.tenant_id and j.id = a.journal_id where a.line_no > j.line_count) then
      ${refuse('journal_fixed', 'A posted journal gets no further lines')};
    end if;
    insert into account_sums as s (tenant_id, id, account_id, month, project_id, debit, credit)
      select tenant_id, uuidv7(), account_id, to_char(entry_date, 'YYYY-MM'), project_id, sum(base_debit)::bigint, sum(base_credit)::bigint
      from added group by tenant_id, account_id, to_char(entry_date, 'YYYY-MM'), project_id
      order by account_id, 4, project_id
    on conflict (tenant_id, account_id, month, project_id) do update
      set debit = s.debit + excluded.debit, credit = s.credit + excluded.credit, updated_at = now(), version = s.version + 1;
    return null;
  end`

interface Guard {
  name: string
  body: string
  /** What calls it, after `create trigger <name>`. */
  trigger: string
  constraint?: boolean
}

const ADDED = 'referencing new table as added for each statement'

const GUARDS: readonly Guard[] = [
  {
    name: 'journal_balanced',
    body: BALANCE,
    trigger: 'after insert on journals deferrable initially deferred for each row',
    constraint: true,
  },
  { name: 'journal_period', body: PERIOD, trigger: `after insert on journals ${ADDED}` },
  { name: 'journal_reversal', body: REVERSAL, trigger: `after insert on journals ${ADDED}` },
  { name: 'journal_fixed', body: FIXED, trigger: 'before update or delete on journals for each row' },
  { name: 'journal_kept', body: FIXED_LINES, trigger: 'before truncate on journals for each statement' },
  { name: 'journal_lines_fixed', body: FIXED_LINES, trigger: 'before update or delete on journal_lines for each row' },
  { name: 'journal_lines_kept', body: FIXED_LINES, trigger: 'before truncate on journal_lines for each statement' },
  { name: 'account_sums_kept', body: SUMS, trigger: 'before insert or update on account_sums for each row' },
  { name: 'journal_lines_summed', body: COUNTED, trigger: `after insert on journal_lines ${ADDED}` },
]

/** Creates the guards. */
export async function ledgerGuards(knex: Knex): Promise<void> {
  for (const { name, body, trigger, constraint } of GUARDS) {
    await knex.raw(`create function ${name}() returns trigger language plpgsql set search_path = public as $$ ${body} $$`)
    await knex.raw(`create ${constraint ? 'constraint ' : ''}trigger ${name} ${trigger} execute function ${name}()`)
  }
}

/** Drops their functions; the triggers went with the tables. */
export async function dropLedgerGuards(knex: Knex): Promise<void> {
  for (const { name } of GUARDS) await knex.raw(`drop function ${name}()`)
}
