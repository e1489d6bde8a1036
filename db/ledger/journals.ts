/** Journals as they are read: lists by what their lines say, one with its lines, its source and its process. */
import { journals as resource } from '../../domain/records/ledger'
import { ask, type TenantDb, type Trx } from '../kit/client'
import type { ListQuery, Page } from '../kit/lists'
import { Conditions, readingOf, readOne, readPage } from '../kit/reading'
import type { Row } from '../kit/records'

export interface JournalRow extends Row {
  currency: string
  total: bigint
  source_type: string
  source_id: string | null
  workflow_id: string | null
  effect_key: string | null
}

/** Filters that look at a journal's lines. */
export interface LineFilters {
  account_id?: readonly string[]
  project_id?: readonly string[]
  party_id?: readonly string[]
}

const TOTAL = `(select sum(l.debit) from journal_lines l where l.tenant_id = journals.tenant_id and l.journal_id = journals.id)::bigint as total`
const reading = readingOf(resource, { more: TOTAL })

/** One page of journals; a day range and what lines name narrow it. */
export function listJournals(
  db: TenantDb,
  at: { list: ListQuery; lines: LineFilters; from: string | undefined; to: string | undefined },
): Promise<Page<JournalRow>> {
  const { list, lines, from, to } = at
  const where = new Conditions(db, 'journals').filter(list.filters).search(resource.list.search, list.search)
  if (from !== undefined) where.add(`journals.entry_date >= ${where.value(from)}::date`)
  if (to !== undefined) where.add(`journals.entry_date <= ${where.value(to)}::date`)
  const named = Object.entries(lines).filter(([, ids]) => ids !== undefined)
  if (named.length > 0) {
    const same = named.map(([name, ids]) => where.held(`l.${name}`, ids))
    where.add(`journals.id in (select l.journal_id from journal_lines l where l.tenant_id = $1 and ${same.join(' and ')})`)
  }
  // Numbers are texts of growing length; the sequence behind them is in their order.
  const sorted = list.sort === 'journal_no' ? { ...list, sort: 'seq' } : list
  return readPage<JournalRow>(db, reading, { list: sorted, where })
}

/** A journal with its seal: its place in the chain, its hash and the one before it. */
export interface SealedJournal extends JournalRow {
  seq: bigint
  hash: string
  previous_hash: string
}

const sealed = readingOf(resource, { more: `${TOTAL}, journals.seq, journals.hash, journals.previous_hash` })

/** One journal, or undefined. */
export const findJournal = (db: TenantDb | Trx, id: string): Promise<SealedJournal | undefined> => readOne<SealedJournal>(db, sealed, id)

export interface LineRow {
  line_no: number
  account_id: string
  account: { id: string; code: string; name: string }
  debit: bigint
  credit: bigint
  base_debit: bigint
  base_credit: bigint
  party_type: string | null
  party_id: string | null
  project_id: string | null
  project: { id: string; name: string } | null
}

/** Its lines in their order, with the names of accounts and projects. */
export const linesOf = (db: TenantDb, journal_id: string): Promise<LineRow[]> =>
  ask<LineRow>(
    db,
    `select l.line_no, l.account_id, json_build_object('id', a.id, 'code', a.code, 'name', a.name) as account, l.debit, l.credit,
       l.base_debit, l.base_credit, l.party_type, l.party_id, l.project_id,
       case when p.id is null then null else json_build_object('id', p.id, 'name', p.name) end as project
     from journal_lines l join accounts a on a.tenant_id = l.tenant_id and a.id = l.account_id
     left join projects p on p.tenant_id = l.tenant_id and p.id = l.project_id
     where l.tenant_id = $1 and l.journal_id = $2 order by l.line_no`,
    [db.userParams.tenant_id, journal_id],
  )

/** The record of the process that posted a journal, for its link: the id in the middle of the workflow's. */
export const processRecordOf = (workflow_id: string): { type: string; id: string } => {
  const [, type = '', id = ''] = workflow_id.split('/')
  return { type, id }
}
