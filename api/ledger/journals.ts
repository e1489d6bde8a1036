/** Journals: posted at once and for good, reversed once, read with lines, source and process. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { conflict, invalid, notFound } from '../../domain/errors'
import { date, longText } from '../../domain/kit/fields'
import { answerOf, named } from '../../domain/kit/resource'
import { formatMoney, parseMoney } from '../../domain/money'
import { journalLine, journals as resource, MOST_LINES } from '../../domain/records/ledger'
import { currencyOf, type PostingLine } from '../../domain/rules/ledger/postings'
import { inTransaction, type Trx } from '../../db/kit/client'
import { openBooks } from '../../db/ledger/accounts'
import { findJournal, type JournalRow, linesOf, type LineRow, listJournals, processRecordOf } from '../../db/ledger/journals'
import { post, reverse } from '../../db/ledger/post'
import { requireRecord } from '../../db/kit/records'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { madeBefore } from '../kit/made-before'
import { presenterOf } from '../kit/present'
import { action, type Call, Reply, type Route } from '../kit/route'
import { processLink, processOf } from '../kit/story'

const present = presenterOf(resource)
const amount = z.string().nullable()
const view = answerOf(resource).extend({ total: z.string() })
const lineView = z.object({
  line_no: z.int(),
  account_id: z.uuid(),
  account: named.extend({ code: z.string() }),
  debit: amount,
  credit: amount,
  base_debit: amount,
  base_credit: amount,
  party_type: z.string().nullable(),
  party_id: z.uuid().nullable(),
  project_id: z.uuid().nullable(),
  project: named.nullable(),
})
const detail = view.extend({
  lines: z.array(lineView),
  posted_by: z.object({ type: z.string(), id: z.uuid() }).nullable().meta({ description: 'The record of the process that posted it' }),
  process: processLink.nullable(),
  seq: z.int().meta({ description: 'Its place in the chain' }),
  hash: z.string(),
  previous_hash: z.string().meta({ description: 'The hash of the journal before it' }),
})

const show = (row: JournalRow): Record<string, unknown> => ({ ...present(row, row.currency), total: formatMoney(row.total, row.currency) })

function showLine(line: LineRow, { currency, base }: { currency: string; base: string }): Record<string, unknown> {
  const own = (minor: bigint): string | null => (minor === 0n ? null : formatMoney(minor, currency))
  const based = (minor: bigint, side: bigint): string | null => (side === 0n ? null : formatMoney(minor, base))
  return {
    ...line,
    debit: own(line.debit),
    credit: own(line.credit),
    base_debit: based(line.base_debit, line.debit),
    base_credit: based(line.base_credit, line.credit),
  }
}

async function detailOf(call: Call, id: string): Promise<Record<string, unknown>> {
  const row = requireRecord(await findJournal(call.db, id))
  const posted_by = row.workflow_id === null ? null : processRecordOf(row.workflow_id)
  const [lines, process] = await Promise.all([linesOf(call.db, id), posted_by ? processOf(call, posted_by.id) : null])
  const currencies = { currency: row.currency, base: call.actor.business.base_currency }
  const seal = { seq: Number(row.seq), hash: row.hash, previous_hash: row.previous_hash }
  return { ...show(row), ...seal, lines: lines.map((line) => showLine(line, currencies)), posted_by, process }
}

type Line = z.infer<typeof journalLine>

/** Amounts as minor units of the journal's currency; each wrong one is a 422 at its place. */
async function linesIn(trx: Trx, entry_date: string, lines: readonly Line[]): Promise<PostingLine[]> {
  const { find, base } = await openBooks(trx, [{ entry_date, lines: lines.map(({ account_id }) => ({ account_id })) }])
  const currency = currencyOf(
    lines.map(({ account_id }) => ({ account_id })),
    find,
    base,
  )
  const errors: Record<string, string[]> = {}
  const read = (text: string | null | undefined, place: string): bigint => {
    const minor = text == null ? 0n : parseMoney(text, currency)
    if (minor === undefined) errors[place] = [`The ${place} field must be an amount in ${currency}.`]
    return minor ?? 0n
  }
  const posted = lines.map((line, index) => ({
    ...line,
    debit: read(line.debit, `lines.${index}.debit`),
    credit: read(line.credit, `lines.${index}.credit`),
  }))
  posted.forEach(({ party_type, party_id }, index) => {
    if (party_id != null && party_type == null) errors[`lines.${index}.party_type`] = ['The party type field is required with party id.']
  })
  if (Object.keys(errors).length > 0) throw invalid({ ...errors, lines: ['Some lines are not in order.'] })
  return posted
}

const body = z.strictObject({
  entry_date: date('entry_date'),
  memo: longText('memo', 2000).nullish(),
  lines: z.array(journalLine).min(2).max(MOST_LINES).meta({ label: 'lines', kind: 'json' }),
})

const create = action({
  method: 'post',
  path: '/api/admin/journals',
  permission: 'journals.manage',
  tag: 'journals',
  summary: 'Post a journal, for good',
  status: 201,
  body,
  answer: detail,
  async handle(call) {
    const { effect_id: id, actor, request_id } = call
    const { entry_date, memo, lines } = call.body
    await inTransaction(call.db, async (trx) => {
      if (await madeBefore(call, () => findJournal(trx, id))) return
      const source = { type: 'manual', id: null }
      const posting = { id, entry_date, memo: memo || null, source, created_by_id: actor.id, lines: await linesIn(trx, entry_date, lines) }
      await post(trx, posting, request_id)
    })
    return detailOf(call, id)
  },
})

/** Today in the business's zone. */
const today = ({ actor }: Pick<Call, 'actor'>): string => DateTime.utc().setZone(actor.business.time_zone).toFormat('yyyy-MM-dd')

/** Sources whose own record must be reversed, so that the two never part. */
const isOwn = (source_type: string): boolean => ['manual', 'opening', 'import'].includes(source_type)

const undo = action({
  method: 'post',
  path: '/api/admin/journals/:id/reverse',
  permission: 'journals.manage',
  tag: 'journals',
  summary: 'Reverse a journal by its exact opposite',
  status: 201,
  params: idParams,
  body: z.strictObject({ reason: longText('reason', 1000).min(1), entry_date: date('entry_date').nullish() }),
  answer: detail,
  async handle(call) {
    const { effect_id: id, actor, request_id } = call
    const { reason, entry_date } = call.body
    await inTransaction(call.db, async (trx) => {
      if (await madeBefore(call, () => findJournal(trx, id))) return
      const original = await findJournal(trx, call.params.id)
      if (!original) throw notFound()
      const { source_type, source_id } = original
      if (!isOwn(source_type)) {
        throw conflict('locked', 'This journal belongs to a record: reverse that one.', { current: { source_type, source_id } })
      }
      const day = entry_date ?? today(call)
      await reverse(trx, { id, journal_id: original.id, reason, entry_date: day, created_by_id: actor.id, request_id })
    })
    return detailOf(call, id)
  },
})

const LINE_FILTERS = ['account_id', 'project_id', 'party_id'] as const

/** The filters on journals and those on their lines. */
function filtersIn(filters: Record<string, string[]>): {
  own: Record<string, string[]>
  lines: Record<string, string[]>
  from?: string
  to?: string
} {
  const errors: Record<string, string[]> = {}
  for (const name of ['from', 'to', 'entry_date']) {
    if ((filters[name]?.length ?? 1) !== 1) errors[`filter[${name}]`] = ['The filter must be one date (YYYY-MM-DD).']
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  const { from, to, ...rest } = filters
  const isLine = ([name]: [string, string[]]): boolean => (LINE_FILTERS as readonly string[]).includes(name)
  return {
    own: Object.fromEntries(Object.entries(rest).filter((entry) => !isLine(entry))),
    lines: Object.fromEntries(Object.entries(rest).filter(isLine)),
    ...(from?.[0] ? { from: from[0] } : {}),
    ...(to?.[0] ? { to: to[0] } : {}),
  }
}

const list = action({
  method: 'get',
  path: '/api/admin/journals',
  permission: 'journals.view',
  tag: 'journals',
  summary: 'List journals, by date, number, and what their lines name',
  query: listQuery({ ...resource.list, filter: [...resource.list.filter, ...LINE_FILTERS, 'from', 'to'], days: ['from', 'to'] }),
  answer: z.array(view),
  meta: listMeta,
  async handle(call) {
    const { own, lines, from, to } = filtersIn(call.query.filters)
    const { rows, total } = await listJournals(call.db, { list: { ...call.query, filters: own }, lines, from, to })
    return new Reply(rows.map(show), { meta: metaOfPage(call.query, total) })
  },
})

const get = action({
  method: 'get',
  path: '/api/admin/journals/:id',
  permission: 'journals.view',
  tag: 'journals',
  summary: 'One journal with its lines, its reversal and what posted it',
  params: idParams,
  answer: detail,
  handle: (call) => detailOf(call, call.params.id),
})

/** The list and the record page derive from the definition; a journal's form has lines, so it is no part of it. */
export const journalRoutes: Route[] = [{ ...list, resource }, { ...get, resource }, create, undo]
