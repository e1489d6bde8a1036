/** Journals from a CSV file: all of it is looked at first, then all of it is posted or nothing. */
import { z } from 'zod'
import { conflict, invalid, Refused } from '../../domain/errors'
import { choice, filePath, flag } from '../../domain/kit/fields'
import { formatMoney } from '../../domain/money'
import { MOST_LINES } from '../../domain/records/ledger'
import { type ImportJournal, journalsOf } from '../../domain/rules/ledger/import/journals'
import { IMPORT_REASONS, type ImportProblem, MOST_IMPORT_LINES, problemAt } from '../../domain/rules/ledger/import/problems'
import { DATE_FORMS, DECIMAL_FORMS, headerOf, type ImportForms, type ImportRow, rowsOf } from '../../domain/rules/ledger/import/rows'
import { checkUpload, useUpload } from '../../db/files'
import { inTransaction } from '../../db/kit/client'
import { contentKey } from '../../db/kit/files'
import { findImported, importBooks, type Imported, importedBefore, importUse, lockContent, postImport } from '../../db/ledger/import'
import { madeBefore } from '../kit/made-before'
import { readCsv } from '../kit/read-csv'
import { action, type Call, Reply, type Route } from '../kit/route'

const KINDS = ['import', 'opening'] as const
const MOST_TOLD = 200
const SHOWN = 20

const body = z.strictObject({
  file_path: filePath('file_path'),
  kind: choice('kind', KINDS)
    .default('import')
    .meta({ description: '`opening` posts what is left over against the account of opening balances' }),
  dates: choice('dates', DATE_FORMS).default('ymd'),
  decimals: choice('decimals', DECIMAL_FORMS).default('point'),
  dry_run: flag('dry_run').default(false).meta({ description: 'Only looks: answers 200 with what it found' }),
  again: flag('again').default(false).meta({ description: 'Imports a file whose content was imported before' }),
})
type Body = z.infer<typeof body>

const problem = z.object({
  line: z.int(),
  field: z.string(),
  reason: z.enum(IMPORT_REASONS),
  values: z.record(z.string(), z.string()),
  message: z.string(),
})
const imported = z.object({
  journals: z.int(),
  lines: z.int(),
  first_no: z.string(),
  last_no: z.string(),
  at: z.date(),
  by: z.string().nullable(),
})
const shownLine = z.object({
  line: z.int(),
  date: z.string(),
  reference: z.string(),
  account: z.string(),
  description: z.string(),
  debit: z.string(),
  credit: z.string(),
  currency: z.string(),
  project: z.string(),
})
const total = z.object({ currency: z.string(), journals: z.int(), debit: z.string(), credit: z.string(), added: z.string() })
const answer = z.object({
  id: z.uuid().nullable().meta({ description: 'The source of its journals: `filter[source_id]`' }),
  posted: imported.nullable(),
  file_name: z.string(),
  lines: z.int(),
  journals: z.int(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  totals: z.array(total).meta({ description: 'By currency; `added` is what an opening puts against the account of opening balances' }),
  first: z.array(shownLine).meta({ description: `The first ${SHOWN} lines as they were read` }),
  problems: z.array(problem).meta({ description: `The first ${MOST_TOLD}` }),
  problem_count: z.int(),
  imported_before: imported.nullable().meta({ description: 'What the very same content posted before and still stands' }),
})

interface Looked {
  rows: ImportRow[]
  journals: ImportJournal[]
  problems: ImportProblem[]
}

const broken = (problems: ImportProblem[]): Looked => ({ rows: [], journals: [], problems })

/** Everything a file says and everything that is wrong with it; nothing is written. */
async function lookInto(call: Call, sha256: string, asked: ImportForms & Pick<Body, 'kind'>): Promise<Looked> {
  const stream = await call.services.files.open(contentKey(call.actor.tenant_id, sha256))
  if (!stream)
    throw new Refused({ status: 503, code: 'storage_unavailable', message: 'The file cannot be read now.', details: { retry_after: 5 } })
  const read = await readCsv(stream, MOST_IMPORT_LINES + 2)
  if ('unreadable' in read) return broken([problemAt({ line: read.unreadable, field: 'line' }, 'unreadable')])
  const [head, ...lines] = read.rows
  if (!head) return broken([problemAt({ line: 1, field: 'file' }, 'no_lines')])
  const header = headerOf(head)
  if (header.problems.length > 0) return broken(header.problems)
  const { rows, problems } = rowsOf(lines, header.columns, asked)
  if (rows.length === 0) return broken(problems)
  const books = await importBooks(call.db, rows)
  const made = journalsOf(rows, { books, opening: asked.kind === 'opening', most_lines: MOST_LINES })
  return { rows, journals: made.journals, problems: [...problems, ...made.problems].sort((a, b) => a.line - b.line) }
}

/** What each currency comes to. */
function totalsOf(journals: readonly ImportJournal[]): z.infer<typeof total>[] {
  const sums = new Map<string, { journals: number; debit: bigint; credit: bigint; added: bigint }>()
  for (const { currency, lines, added } of journals) {
    const sum = sums.get(currency) ?? { journals: 0, debit: 0n, credit: 0n, added: 0n }
    sum.journals += 1
    sum.added += added
    for (const line of lines) {
      sum.debit += line.debit ?? 0n
      sum.credit += line.credit ?? 0n
    }
    sums.set(currency, sum)
  }
  return [...sums].map(([currency, { journals: count, ...amounts }]) => {
    const written = Object.entries(amounts).map(([name, minor]) => [name, formatMoney(minor, currency)])
    return { currency, journals: count, ...(Object.fromEntries(written) as { debit: string; credit: string; added: string }) }
  })
}

const show = ({ stands: _stands, source_type: _type, ...found }: Imported): z.infer<typeof imported> => found

function told(file_name: string, { rows, journals, problems }: Looked): Omit<z.infer<typeof answer>, 'id' | 'posted' | 'imported_before'> {
  const days = journals
    .map(({ entry_date }) => entry_date)
    .filter(Boolean)
    .sort()
  return {
    file_name,
    lines: rows.length,
    journals: journals.length,
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
    totals: totalsOf(journals),
    first: rows.slice(0, SHOWN),
    problems: problems.slice(0, MOST_TOLD),
    problem_count: problems.length,
  }
}

/** 422 with each wrong cell at its place. */
const wrong = (problems: readonly ImportProblem[]): Refused =>
  invalid(Object.fromEntries(problems.slice(0, MOST_TOLD).map(({ line, field, message }) => [`line.${line}.${field}`, [message]])))

/** A repeated request whose first try posted before it died answers what stands. */
async function done(call: Call): Promise<Reply | undefined> {
  const found = await madeBefore(call, () => findImported(call.db, call.effect_id))
  if (!found) return undefined
  const { lines, journals } = found
  const nothing = { from: null, to: null, totals: [], first: [], problems: [], problem_count: 0, imported_before: null }
  return new Reply({ id: call.effect_id, posted: show(found), file_name: '', lines, journals, ...nothing }, { status: 201 })
}

const importing = action({
  method: 'post',
  path: '/api/admin/journals/import',
  permission: 'journals.manage',
  tag: 'journals',
  summary: 'Post the journals of a CSV file, all or none; each wrong line is told with its number',
  status: 201,
  body,
  answer,
  async handle(call) {
    const before = await done(call)
    if (before) return before
    const { file_path, kind, dates, decimals, dry_run, again } = call.body
    const mine = { file_path, user_id: call.actor.id }
    const upload = await checkUpload(call.db, mine)
    if (!['text/csv', 'text/plain'].includes(upload.mime_type)) throw invalid({ file_path: ['The file path must name a CSV file.'] })
    const looked = await lookInto(call, upload.sha256, { kind, dates, decimals })
    const facts = told(upload.original_name, looked)
    if (dry_run) {
      const same = await importedBefore(call.db, upload.file_id)
      return new Reply({ id: null, posted: null, ...facts, imported_before: same ? show(same) : null }, { status: 200 })
    }
    if (looked.problems.length > 0) throw wrong(looked.problems)
    const { effect_id: id, by } = call
    await inTransaction(call.db, async (trx) => {
      await lockContent(trx, upload.file_id)
      const same = await importedBefore(trx, upload.file_id)
      if (same && !again) throw conflict('duplicate', 'This file was imported before.', { current: show(same) })
      await useUpload(trx, { ...mine, used_by: importUse(id) })
      const file = { name: upload.original_name, sha256: upload.sha256 }
      await postImport(trx, { id, source_type: kind, journals: looked.journals, by, file })
    })
    const found = await findImported(call.db, id)
    return new Reply({ id, posted: found ? show(found) : null, ...facts, imported_before: null })
  },
})

export const importRoutes: Route[] = [importing]
