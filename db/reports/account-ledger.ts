/** The lines behind a figure: one account's entries in the order of their days, with what each leads back to. */
import { askPlanned, type TenantDb, type Trx } from '../kit/client'
import type { Range } from './statements'

/** One account within days, of one project only where one is named. */
export interface AccountRange extends Range {
  account_id: string
}

export interface LedgerLine {
  id: string
  journal_id: string
  journal_no: string
  entry_date: string
  memo: string | null
  debit: bigint
  credit: bigint
  party_type: string | null
  party_id: string | null
  project: { id: string; name: string } | null
  source_type: string
  source_id: string | null
  workflow_id: string | null
  reverses_id: string | null
  reversed_by_id: string | null
}

interface Where {
  text: string
  values: unknown[]
}

function where(db: TenantDb | Trx, { account_id, from, to, project_id }: AccountRange): Where {
  const values: unknown[] = [db.userParams.tenant_id, account_id, from ?? '-infinity', to]
  if (project_id !== undefined) values.push(project_id)
  const project = project_id === undefined ? '' : ' and l.project_id = $5'
  return { text: `l.tenant_id = $1 and l.account_id = $2 and l.entry_date >= $3 and l.entry_date <= $4${project}`, values }
}

// Lines are numbered as they are posted, so within a day their ids stand in the order of the journals.
const ORDER = 'l.entry_date, l.id'
const COLUMNS = `l.id, l.journal_id, j.journal_no, l.entry_date, j.memo, l.base_debit as debit, l.base_credit as credit, l.party_type, l.party_id,
  case when p.id is null then null else json_build_object('id', p.id, 'name', p.name) end as project,
  j.source_type, j.source_id, j.workflow_id, j.reverses_id, j.reversed_by_id`
const JOINED = `join journals j on j.tenant_id = l.tenant_id and j.id = l.journal_id
  left join projects p on p.tenant_id = l.tenant_id and p.id = l.project_id`

/** How many lines there are. */
export async function countLines(db: TenantDb | Trx, range: AccountRange): Promise<number> {
  const { text, values } = where(db, range)
  const [row] = await askPlanned<{ n: bigint }>(db, `select count(*) as n from journal_lines l where ${text}`, values)
  return Number(row?.n ?? 0)
}

/** One page of lines, and what the lines before it add up to (debits less credits). */
export async function linesPage(
  db: TenantDb | Trx,
  range: AccountRange,
  page: { offset: number; limit: number },
): Promise<{ lines: LedgerLine[]; before: bigint }> {
  const { text, values } = where(db, range)
  const place = (index: number): string => `$${values.length + index}`
  const [lines, earlier] = await Promise.all([
    askPlanned<LedgerLine>(
      db,
      `select ${COLUMNS} from (select * from journal_lines l where ${text} order by ${ORDER} offset ${place(1)} limit ${place(2)}) l ${JOINED} order by ${ORDER}`,
      [...values, page.offset, page.limit],
    ),
    page.offset === 0
      ? []
      : askPlanned<{ net: bigint }>(
          db,
          `select coalesce(sum(base_debit - base_credit), 0)::bigint as net
           from (select l.base_debit, l.base_credit from journal_lines l where ${text} order by ${ORDER} limit ${place(1)}) l`,
          [...values, page.offset],
        ),
  ])
  return { lines, before: earlier[0]?.net ?? 0n }
}

const BATCH = 1000

/** Every line, read page by page, so that memory stays flat. */
export async function* everyLine(db: TenantDb | Trx, range: AccountRange): AsyncGenerator<LedgerLine> {
  const { text, values } = where(db, range)
  const place = (index: number): string => `$${values.length + index}`
  const after = ` and (l.entry_date, l.id) > (${place(1)}::date, ${place(2)}::uuid)`
  for (let last: LedgerLine | undefined, first = true; first || last !== undefined; first = false) {
    const rows: LedgerLine[] = await askPlanned<LedgerLine>(
      db,
      `select ${COLUMNS} from (select * from journal_lines l where ${text}${last ? after : ''} order by ${ORDER} limit ${BATCH}) l ${JOINED} order by ${ORDER}`,
      last ? [...values, last.entry_date, last.id] : values,
    )
    yield* rows
    last = rows.length < BATCH ? undefined : rows.at(-1)
  }
}
