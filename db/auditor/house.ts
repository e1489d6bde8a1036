/** The house itself: walls that stand (I9), mail that goes out (I8), doors that stay shut (I10), sums of projects (I7). */
import { PLATFORM } from '../kit/client'
import { type Check, findingsOf } from './kit'

/** Every table but the schema's own list is walled off by tenant: row security on and forced, with a rule that binds reads and writes. */
const OPEN_TABLES = `select 'table', null::uuid, c.relname || ' has no wall around each business' from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname !~ '^schema_migrations' and (not c.relrowsecurity
    or not c.relforcerowsecurity or not exists (select 1 from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname
      and p.policyname = 'tenant' and p.qual is not null and p.with_check is not null))
  union all select 'table', null, p.tablename || ' has a rule that names no business: ' || p.policyname from pg_policies p
  where p.schemaname = 'public' and (p.qual not like '%app.tenant%' or p.with_check not like '%app.tenant%')`

/** The application's own role may not go around what binds it. */
const STRONG_ROLE = `select 'role', null::uuid, 'The application may ' || what from (
    select unnest(array[case when r.rolsuper then 'do anything' end, case when r.rolbypassrls then 'look through the walls' end,
      case when r.rolcreaterole then 'make roles' end]) as what from pg_roles r where r.rolname = current_user
    union all select 'change the table ' || c.relname || ', for it owns it' from pg_class c join pg_roles r on r.oid = c.relowner
      where c.relnamespace = 'public'::regnamespace and r.rolname = current_user
    union all select 'empty the table ' || c.relname from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(c.oid, 'truncate')
  ) held where what is not null`

/** Triggers keep sums, balance and posted rows; one that is switched off keeps nothing. */
const GUARDS_DOWN = `select 'table', null::uuid, 'The trigger ' || t.tgname || ' of ' || t.tgrelid::regclass || ' is switched off' from pg_trigger t
  join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and t.tgenabled not in ('O', 'A')`

/** Mail that is not in the outbox, that no dispatcher takes, or that no provider has taken for more than an hour. */
const STUCK_MAIL = `select 'mail', m.id, 'A mail of ' || to_char(m.created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') || case
    when o.id is null then ' waits and is not in the outbox'
    when o.due_at < now() - interval '5 minutes' then ' waits and nobody tries to send it' else ' is refused at each try' end
  from mails m left join outbox o on o.tenant_id = m.tenant_id and o.id = m.id
  where m.tenant_id = $1 and m.status = 'queued' and (o.id is null or o.due_at < now() - interval '5 minutes' or o.attempts >= 10)`

const LIVE_SESSIONS = `select 'user', u.id, case when b.status <> 'active' then 'The business is ' || b.status else 'The person is shut out' end || ', and a session goes on'
  from sessions s join users u on u.tenant_id = s.tenant_id and u.id = s.user_id join businesses b on b.tenant_id = s.tenant_id and b.id = s.tenant_id
  where s.tenant_id = $1 and s.ended_at is null and s.expires_at > now()
    and (u.banned_at is not null or u.deactivated_at is not null or b.status <> 'active')`

/** What seed C's summary adds up, from the rows themselves. */
const PROJECT_SUMS = `select 'project', s.id, 'The sums of the project are not those of its entries and orders' from project_sums s
  cross join lateral (select coalesce(sum(credit - debit), 0) as payments from ledger_entries e
    where e.tenant_id = s.tenant_id and e.project_id = s.id and e.entry_type = 'payment') e
  cross join lateral (select coalesce(sum(amount) filter (where status = 'pending'), 0) as pending,
    coalesce(sum(amount) filter (where status = 'approved'), 0) as approved from variation_orders v where v.tenant_id = s.tenant_id and v.project_id = s.id) v
  cross join lateral (select coalesce(sum(amount) filter (where status = 'draft'), 0) as draft,
    coalesce(sum(amount) filter (where status = 'submitted'), 0) as submitted from daywork_orders d where d.tenant_id = s.tenant_id and d.project_id = s.id) d
  where s.tenant_id = $1 and s.updated_at > $2
    and (s.payments, s.vo_pending, s.vo_approved, s.dwo_draft, s.dwo_submitted) <> (e.payments, v.pending, v.approved, d.draft, d.submitted)`

/** What is true of all businesses at once is looked at with the platform's own. */
const ofPlatform =
  (find: Check['find']): Check['find'] =>
  async (look) =>
    look.trx.userParams.tenant_id === PLATFORM ? find(look) : []

export const houseChecks: readonly Check[] = [
  { invariant: 'I7', name: 'project_sums_differ', find: findingsOf(PROJECT_SUMS) },
  { invariant: 'I8', name: 'mail_stuck', find: findingsOf(STUCK_MAIL) },
  { invariant: 'I9', name: 'wall_down', find: ofPlatform(findingsOf(OPEN_TABLES)) },
  { invariant: 'I9', name: 'role_too_strong', find: ofPlatform(findingsOf(STRONG_ROLE)) },
  { invariant: 'I9', name: 'guard_down', find: ofPlatform(findingsOf(GUARDS_DOWN)) },
  { invariant: 'I10', name: 'session_goes_on', find: findingsOf(LIVE_SESSIONS) },
]
