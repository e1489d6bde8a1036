/** The books: every journal balances (I1), each cause has one journal (I2), sums and parties equal the ledger (I7). */
import { CONTROL } from '../../domain/rules/vouchers/posting'
import type { Finding } from '../../domain/rules/auditor'
import { verifyOn } from '../ledger/verify'
import { type Check, findingsOf, type Look } from './kit'

const POSTED = 'j.tenant_id = $1 and j.created_at > $2'

const UNBALANCED = `select 'journal', j.id, j.journal_no || ' does not balance, or has fewer lines than were posted' from journals j
  cross join lateral (select count(*) as lines, sum(debit) - sum(credit) as own, sum(base_debit) - sum(base_credit) as base
    from journal_lines l where l.tenant_id = j.tenant_id and l.journal_id = j.id) l
  where ${POSTED} and (l.lines < 2 or l.lines <> j.line_count or l.own <> 0 or l.base <> 0)`

/** Accounts and months that were posted to since, or all. */
const TOUCHED = `($2 = '-infinity'::timestamptz or (s.account_id, s.month) in (select l.account_id, to_char(l.entry_date, 'YYYY-MM')
  from journals j join journal_lines l on l.tenant_id = j.tenant_id and l.journal_id = j.id where ${POSTED}))`
const MONTH_OF = `l.entry_date >= (s.month || '-01')::date and l.entry_date < (s.month || '-01')::date + interval '1 month'`

const SUMS = `select 'account', s.account_id, 'The sums of ' || s.month || ' are not those of its lines' from (
    select account_id, month, sum(debit) as debit, sum(credit) as credit from account_sums where tenant_id = $1 group by account_id, month) s
  cross join lateral (select coalesce(sum(base_debit), 0) as debit, coalesce(sum(base_credit), 0) as credit from journal_lines l
    where l.tenant_id = $1 and l.account_id = s.account_id and ${MONTH_OF}) l
  where ${TOUCHED} and (s.debit, s.credit) <> (l.debit, l.credit)`

/** Lines in a month whose sums are gone altogether. */
const UNSUMMED = `select distinct 'account', l.account_id, 'Lines of ' || to_char(l.entry_date, 'YYYY-MM') || ' are in no sum' from journals j
  join journal_lines l on l.tenant_id = j.tenant_id and l.journal_id = j.id
  where ${POSTED} and not exists (select from account_sums s where s.tenant_id = l.tenant_id and s.account_id = l.account_id
    and s.month = to_char(l.entry_date, 'YYYY-MM') and s.project_id is not distinct from l.project_id)`

/** Over all months money came and went as the accounts of money say. */
const CASH = `select 'account', null::uuid, 'The sums of money by account are not the balance of the accounts of money' from
    (select coalesce(sum(amount), 0) as total from cash_sums where tenant_id = $1) c,
    (select coalesce(sum(s.debit - s.credit), 0) as total from account_sums s join accounts a on a.tenant_id = s.tenant_id and a.id = s.account_id
      where s.tenant_id = $1 and a.cash_flow = 'cash') m
  where c.total <> m.total`

const UNPOSTED = `select 'ledger_entry', e.id, 'The entry has no journal' from ledger_entries e
  where e.tenant_id = $1 and e.created_at > $2 and e.journal_id is null`

const TWICE = `select 'journal', (array_agg(o.id order by o.seq))[2], 'Posted ' || count(*) || ' times for one cause: ' || o.source_type
  from (select distinct source_type, source_id from journals j where ${POSTED} and source_id is not null and reverses_id is null) c
  join journals o on o.tenant_id = $1 and o.source_type = c.source_type and o.source_id = c.source_id and o.reverses_id is null
  where o.source_type = 'ledger_entry' group by o.source_type, o.source_id having count(*) > 1`

/** A reversal is the exact opposite of its original, and both know each other. */
const REVERSALS = `select 'journal', r.id, r.journal_no || ' is not the opposite of what it reverses' from journals r
  join journals j on j.tenant_id = r.tenant_id and j.id = r.reverses_id
  where r.tenant_id = $1 and r.created_at > $2 and (j.reversed_by_id is distinct from r.id or exists (
    (select account_id, project_id, base_debit - base_credit as net from journal_lines l where l.tenant_id = r.tenant_id and l.journal_id = r.id)
    except all (select account_id, project_id, base_credit - base_debit from journal_lines l where l.tenant_id = r.tenant_id and l.journal_id = j.id)))
  union all select 'journal', j.id, j.journal_no || ' names a reversal that does not name it' from journals j
    left join journals r on r.tenant_id = j.tenant_id and r.id = j.reversed_by_id and r.reverses_id = j.id
    where j.tenant_id = $1 and j.updated_at > $2 and j.reversed_by_id is not null and r.id is null`

const VOUCHERS = `select 'voucher', v.id, v.voucher_no || ': what is posted for it is not what was paid' from vouchers v
  cross join lateral (select coalesce(sum(debit - credit) filter (where entry_type = 'claim'), 0) as claimed,
    coalesce(sum(credit - debit) filter (where entry_type = 'payment'), 0) as paid
    from ledger_entries e where e.tenant_id = v.tenant_id and e.voucher_id = v.id and e.reverses_id is null) e
  where v.tenant_id = $1 and v.updated_at > $2 and (e.paid <> v.paid_amount or e.claimed <> case when v.paid_amount > 0 then v.amount else 0 end)`

const CONTROLS = Object.entries(CONTROL)
  .map(([party, { role }]) => `('${party}', '${role}')`)
  .join(', ')

/** Each entry stands in the account that controls its party, with its amount and its party. */
const CONTROLLED = `select 'ledger_entry', e.id, 'The account that controls its party does not have it' from ledger_entries e
  join (values ${CONTROLS}) c (party_type, role) on c.party_type = e.party_type
  where e.tenant_id = $1 and e.created_at > $2 and e.journal_id is not null and not exists (
    select from journal_lines l join accounts a on a.tenant_id = l.tenant_id and a.id = l.account_id
    where l.tenant_id = e.tenant_id and l.journal_id = e.journal_id and a.role = c.role and l.debit + l.credit = e.debit + e.credit
      and l.party_type = e.party_type and l.party_id is not distinct from e.party_id)`

const PARTIES = `select 'party', s.party_id, 'The balance of the party is not that of its entries' from party_sums s
  cross join lateral (select coalesce(sum(debit), 0) as debit, coalesce(sum(credit), 0) as credit from ledger_entries e
    where e.tenant_id = s.tenant_id and e.party_type = s.party_type and e.party_id is not distinct from s.party_id) e
  where s.tenant_id = $1 and s.updated_at > $2 and (s.debit, s.credit) <> (e.debit, e.credit)`

/** Everything `ledgers/verify` proves, when all is looked at: the chain of journals, their steps, what the audit log knows of them. */
async function wholeLedger({ trx, since, beat }: Look): Promise<Finding[]> {
  if (since !== null) return []
  const { problems } = await verifyOn(trx, beat ? { beat } : {})
  return problems.map(({ kind, journal_id, detail }) => ({ type: 'journal', id: journal_id, detail: `${kind}: ${detail}` }))
}

export const bookChecks: readonly Check[] = [
  { invariant: 'I1', name: 'journal_unbalanced', find: findingsOf(UNBALANCED) },
  { invariant: 'I1', name: 'sums_differ', find: findingsOf(`${SUMS} union all ${UNSUMMED}`) },
  { invariant: 'I1', name: 'cash_sums_differ', find: findingsOf(CASH) },
  { invariant: 'I2', name: 'ledger_broken', find: wholeLedger },
  { invariant: 'I2', name: 'entry_without_journal', find: findingsOf(UNPOSTED) },
  { invariant: 'I2', name: 'posted_twice', find: findingsOf(TWICE) },
  { invariant: 'I2', name: 'reversal_broken', find: findingsOf(REVERSALS) },
  { invariant: 'I2', name: 'voucher_differs', find: findingsOf(VOUCHERS) },
  { invariant: 'I7', name: 'control_differs', find: findingsOf(CONTROLLED) },
  { invariant: 'I7', name: 'party_sums_differ', find: findingsOf(PARTIES) },
]
