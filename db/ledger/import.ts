/** Books that are brought in from a file: what the file names is looked up, all of it is posted in one transaction or nothing. */
import type { ImportBooks, ImportJournal } from '../../domain/rules/ledger/import/journals'
import type { ImportRow } from '../../domain/rules/ledger/import/rows'
import { monthOf } from '../../domain/rules/ledger'
import type { PostingAccount } from '../../domain/rules/ledger/postings'
import { ask, type TenantDb, type Trx } from '../kit/client'
import { type By, writeAudit } from '../kit/trail'
import { readRates } from './accounts'
import { type Posting, postMany } from './post'

const distinct = (rows: readonly ImportRow[], column: 'account' | 'project' | 'date'): string[] => [
  ...new Set(rows.map((row) => row[column])),
]

/** The books as far as the rows name them. */
export async function importBooks(db: TenantDb, rows: readonly ImportRow[]): Promise<ImportBooks> {
  const dates = distinct(rows, 'date').filter((date) => date !== '')
  const [chart, projects, closed] = await Promise.all([
    readChart(db, distinct(rows, 'account')),
    readProjects(db, distinct(rows, 'project')),
    closedMonths(db, [...new Set(dates.map(monthOf))]),
  ])
  const { base, accounts } = chart
  const foreign = [...new Set(accounts.flatMap(({ currency }) => (currency === null || currency === base ? [] : [currency])))]
  const rateOf = foreign.length > 0 ? await readRates(db, foreign, dates) : () => undefined
  const byCode = new Map(accounts.map((account) => [account.code, account]))
  return {
    base,
    account: (code) => byCode.get(code),
    project: (name) => projects.get(name.toLowerCase()),
    closed: (month) => closed.has(month),
    rated: (currency, date) => rateOf(currency, date) !== undefined,
    opening: accounts.find(({ role, active }) => role === 'opening_equity' && active),
  }
}

async function readChart(db: TenantDb, codes: readonly string[]): Promise<{ base: string; accounts: PostingAccount[] }> {
  const text = `select b.base_currency as base, a.id, a.code, a.currency, a.role, a.active from businesses b
    left join accounts a on a.tenant_id = b.tenant_id and (a.code = any($2::text[]) or a.role = 'opening_equity')
    where b.tenant_id = $1 and b.id = $1`
  const rows = await ask<PostingAccount & { base: string }>(db, text, [db.userParams.tenant_id, codes])
  return { base: rows[0]?.base ?? '', accounts: rows.filter(({ id }) => id !== null) }
}

/** Projects by their name or id in lower case. */
async function readProjects(db: TenantDb, names: readonly string[]): Promise<Map<string, string>> {
  const wanted = names.filter((name) => name !== '').map((name) => name.toLowerCase())
  const text =
    'select id, lower(name) as name from projects where tenant_id = $1 and (lower(name) = any($2::text[]) or id::text = any($2::text[]))'
  const rows = wanted.length === 0 ? [] : await ask<{ id: string; name: string }>(db, text, [db.userParams.tenant_id, wanted])
  const found = new Map<string, string>()
  for (const { id, name } of rows) found.set(name, found.has(name) ? 'several' : id)
  for (const { id } of rows) found.set(id, id)
  return found
}

async function closedMonths(db: TenantDb, months: readonly string[]): Promise<Set<string>> {
  const text = `select month from periods where tenant_id = $1 and month = any($2::text[]) and status in ('closed', 'reopening')`
  return new Set((await ask<{ month: string }>(db, text, [db.userParams.tenant_id, months])).map(({ month }) => month))
}

/** An import as it stands in the books. */
export interface Imported {
  source_type: string
  journals: number
  lines: number
  first_no: string
  last_no: string
  at: Date
  by: string | null
  /** True when not all of it is reversed. */
  stands: boolean
}

const IMPORTED = `select min(j.source_type) as source_type, count(*)::int as journals, sum(j.line_count)::int as lines,
    (array_agg(j.journal_no order by j.seq))[1] as first_no, (array_agg(j.journal_no order by j.seq desc))[1] as last_no,
    min(j.created_at) as at, min(u.name) as by, bool_or(j.reversed_by_id is null) as stands
  from journals j left join users u on u.tenant_id = j.tenant_id and u.id = j.created_by_id
  where j.tenant_id = $1 and j.source_type in ('import', 'opening') and j.source_id = $2::uuid and j.reverses_id is null`

/** What an import posted, or undefined. */
export async function findImported(db: TenantDb | Trx, id: string): Promise<Imported | undefined> {
  const [found] = await ask<Imported>(db, IMPORTED, [db.userParams.tenant_id, id])
  return found && found.journals > 0 ? found : undefined
}

/** An earlier import of the very same content that still stands, or undefined. */
export async function importedBefore(db: TenantDb | Trx, file_id: string): Promise<Imported | undefined> {
  const text = `select substr(used_by, ${USED_BY.length + 1}) as id from uploads
    where tenant_id = $1 and file_id = $2 and used_by like '${USED_BY}%' order by used_at desc limit 20`
  for (const { id } of await ask<{ id: string }>(db, text, [db.userParams.tenant_id, file_id])) {
    const found = await findImported(db, id)
    if (found?.stands) return found
  }
  return undefined
}

/** Two imports of one content wait for each other, so that the second finds the first. */
export const lockContent = async (trx: Trx, file_id: string): Promise<void> => {
  await ask(trx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`journals:${file_id}`])
}

const USED_BY = 'journal_import/'

/** Who used the upload of an import. */
export const importUse = (id: string): string => `${USED_BY}${id}`

export interface Importing {
  /** The source of its journals. */
  id: string
  source_type: 'import' | 'opening'
  journals: readonly ImportJournal[]
  by: By
  file: { name: string; sha256: string }
}

/** Lines that go to the database in one statement: few enough for its time limit, many enough to be quick. */
const LINES_AT_ONCE = 5000

/** Posts the journals with consecutive numbers; they stand when the transaction does. */
export async function postImport(trx: Trx, importing: Importing): Promise<void> {
  const { id, source_type, journals, by, file } = importing
  let part: Posting[] = []
  let lines = 0
  for (const [index, journal] of journals.entries()) {
    const { entry_date, memo } = journal
    part.push({ entry_date, memo, source: { type: source_type, id }, created_by_id: by.actor_id, lines: journal.lines })
    lines += journal.lines.length
    if (lines < LINES_AT_ONCE && index < journals.length - 1) continue
    await postMany(trx, part, by.request_id)
    part = []
    lines = 0
  }
  const data = { file: file.name, sha256: file.sha256, journals: journals.length }
  await writeAudit(trx, by, { action: 'journals.import', resource: 'journal', resource_id: id, data })
}
