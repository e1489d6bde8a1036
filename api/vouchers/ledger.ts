/** The party ledger over the API: read, posted by hand, reversed; a payment that names an approved voucher is that voucher's confirmation. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { conflict, invalid, Refused } from '../../domain/errors'
import { createBody, named } from '../../domain/kit/resource'
import { date } from '../../domain/kit/fields'
import { entryChange, ledgers, reversalBody } from '../../domain/records/vouchers'
import { ENTRY_TYPES, type EntryType, PARTY_TYPES, type PartyType } from '../../domain/rules/vouchers/posting'
import { inTransaction } from '../../db/kit/client'
import { findRecord, requireRecord, requireReferences, type Row, updateRecord } from '../../db/kit/records'
import { changesBetween, writeAudit, writeHistory, writeTimeline } from '../../db/kit/trail'
import { findByNumber, findVoucher } from '../../db/vouchers'
import { decisionsOf, listEntries } from '../../db/vouchers/entries'
import { balanceOf, isParty, lockEntry, type NewEntry, postEntry, reverseEntry } from '../../db/vouchers/party-ledger'
import { idParams, moneyIn } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { madeBefore } from '../kit/made-before'
import { action, type Call, Reply, type Route } from '../kit/route'
import { processLink, processOf, storyRoutes } from '../kit/story'
import { balanceView, entryView, presentBalance, presentEntries } from './present'
import { confirmByEntry } from './confirm'

const path = '/api/admin/ledgers'
const view = { permission: 'ledgers.view', tag: 'ledgers' } as const
const manage = { permission: 'ledgers.manage', tag: 'ledgers' } as const

const decision = z.object({
  at: z.iso.datetime(),
  kind: z.string(),
  title: z.string(),
  outcome: z.string().nullable(),
  comment: z.string().nullable(),
  rule: z.string().nullable(),
  actor: named.nullable(),
  on_behalf_of: named.nullable(),
})
const entryDetail = entryView.extend({
  process: processLink.nullable(),
  decisions: z.array(decision).meta({ description: 'Who decided what on the way to this posting, oldest first' }),
})

const load = async (call: Call, id: string): Promise<Row> => requireRecord(await findRecord(call.db, ledgers, id))

/** An entry with what is behind it: its voucher's process and the decisions that led here. */
async function detailOf(call: Call, id: string): Promise<Record<string, unknown>> {
  const row = await load(call, id)
  const voucher_id = row.voucher_id as string | null
  const [[shown], process, decisions] = await Promise.all([
    presentEntries(call.db, [row]),
    voucher_id === null ? null : processOf(call, voucher_id),
    voucher_id === null ? [] : decisionsOf(call.db, voucher_id),
  ])
  return { ...shown, process, decisions }
}

const day = { from: date('from').optional(), to: date('to').optional() }

const list = action({
  ...view,
  method: 'get',
  path,
  resource: ledgers,
  summary: 'Entries of the party ledger',
  query: listQuery({
    ...ledgers.list,
    values: { entry_type: ENTRY_TYPES, party_type: PARTY_TYPES },
    // As filters too, because that is how the console keeps them in an address.
    more: { ...day, 'filter[from]': day.from, 'filter[to]': day.to },
  }),
  answer: z.array(entryView),
  meta: listMeta,
  async handle({ db, query }) {
    const { more } = query as { more: Record<string, string | undefined> }
    const limits = { from: more.from ?? more['filter[from]'], to: more.to ?? more['filter[to]'] }
    const { rows, total } = await listEntries(db, query, limits)
    return new Reply(await presentEntries(db, rows), { meta: metaOfPage(query, total) })
  },
})

const balance = action({
  ...view,
  method: 'get',
  path: `${path}/balance`,
  summary: 'What a party, or all of a type, was owed and paid',
  query: z.strictObject({ party_type: z.enum(PARTY_TYPES), party_id: z.uuid().optional() }),
  answer: balanceView,
  handle: async ({ db, query, actor }) => presentBalance(await balanceOf(db, query), actor.business.base_currency),
})

const get = action({
  ...view,
  method: 'get',
  path: `${path}/:id`,
  resource: ledgers,
  summary: 'One entry with the process and the decisions behind it',
  params: idParams,
  answer: entryDetail,
  handle: (call) => detailOf(call, call.params.id),
})

type Body = Record<string, unknown>

/** Exactly one side, more than nothing; a zero on the other side says the same as leaving it out (seed C posts `debit = 0`). */
function sidesIn(values: Body): { debit: bigint; credit: bigint } {
  const debit = (values.debit as bigint | undefined) ?? 0n
  const credit = (values.credit as bigint | undefined) ?? 0n
  if (debit > 0n !== credit > 0n) return { debit, credit }
  const text = debit > 0n ? 'An entry has a debit or a credit, not both.' : 'An entry has a debit or a credit greater than 0.'
  const given = ['debit', 'credit'].filter((name) => values[name] !== undefined)
  throw invalid(Object.fromEntries((given.length > 0 ? given : ['debit', 'credit']).map((name) => [name, [text]])))
}

/** The entry a body asks for, with every reference looked up. */
async function entryIn(call: Call): Promise<NewEntry> {
  const { db, actor, effect_id } = call
  const currency = actor.business.base_currency
  const said = Object.fromEntries(Object.entries(call.body as Body).filter(([, value]) => value != null))
  const values = moneyIn(ledgers, said, currency)
  const sides = sidesIn(values)
  await inTransaction(db, (trx) => requireReferences(trx, ledgers, values))
  const party = { party_type: values.party_type as PartyType, party_id: values.party_id as string | undefined }
  if (!(await isParty(db, party))) throw invalid({ party_id: ['The selected party id is invalid.'] })
  const text = (name: string): string | null => (values[name] as string | undefined) ?? null
  return {
    id: effect_id,
    ...sides,
    entry_type: values.entry_type as EntryType,
    party_type: party.party_type,
    party_id: party.party_id ?? null,
    project_id: text('project_id'),
    reference: text('reference'),
    description: text('description'),
    entry_date: text('entry_date') ?? '',
    currency,
    created_by_id: actor.id,
  }
}

/** Posts an entry made by hand, with its history and audit. */
async function postByHand(call: Call, entry: NewEntry): Promise<void> {
  const { id, currency: _currency, created_by_id: _by, ...values } = entry
  await inTransaction(call.db, async (trx) => {
    const changes = changesBetween({}, values)
    await Promise.all([
      writeHistory(trx, call.by, { record_type: ledgers.type, record_id: id, record_version: 1, action: 'created', changes }),
      writeAudit(trx, call.by, { action: 'ledgers.create', resource: ledgers.type, resource_id: id }),
    ])
    await postEntry(trx, entry, call.request_id)
  })
}

const create = action({
  ...manage,
  method: 'post',
  path,
  resource: ledgers,
  summary: 'Post an entry by hand; a payment that names an approved voucher confirms that voucher’s payment',
  status: 201,
  body: createBody(ledgers),
  answer: entryDetail,
  async handle(call) {
    const done = await madeBefore(call, () => findRecord(call.db, ledgers, call.effect_id))
    if (done) return detailOf(call, done.id)
    const entry = await entryIn(call)
    const voucher = entry.reference === null ? undefined : await findByNumber(call.db, entry.reference)
    if (voucher && (entry.entry_type === 'payment' || entry.entry_type === 'claim')) await confirmByEntry(call, entry, voucher)
    else await postByHand(call, entry)
    return detailOf(call, entry.id)
  },
})

const posted = (row: Row): Refused =>
  conflict('posted', 'A posted entry stays as it is: reverse it, and post it anew.', {
    current: { version: row.version },
    allowed: ['reverse'],
  })

const change = action({
  ...manage,
  method: 'put',
  path: `${path}/:id`,
  resource: ledgers,
  summary: 'Change the description; everything else of a posted entry stays',
  params: idParams,
  body: entryChange,
  answer: entryDetail,
  async handle(call) {
    const { version, description, ...others } = call.body as Body & { version: number }
    const row = await load(call, call.params.id)
    if (Object.keys(others).length > 0) throw posted(row)
    const values = description === undefined ? {} : { description }
    await updateRecord(call.db, call.by, { resource: ledgers, id: row.id, version, values })
    return detailOf(call, row.id)
  },
})

const remove = action({
  ...manage,
  method: 'delete',
  path: `${path}/:id`,
  summary: 'Refused: a posted entry is reversed, never deleted',
  audit: { none: 'never a success; the refusal is told' },
  params: idParams,
  answer: z.null(),
  async handle(call) {
    throw posted(await load(call, call.params.id))
  },
})

const today = (zone: string): string => DateTime.utc().setZone(zone).toFormat('yyyy-MM-dd')

type Reversing = Call<{ id: string }, unknown, z.output<typeof reversalBody>>

/** Posts the opposite and tells it: on both entries, and on the voucher they belong to. */
async function reverseNow(call: Reversing): Promise<void> {
  const { actor, by, effect_id: id, request_id } = call
  const { reason, entry_date = today(actor.business.time_zone) } = call.body
  await inTransaction(call.db, async (trx) => {
    const entry = requireRecord(await lockEntry(trx, call.params.id))
    await reverseEntry(trx, entry, { id, reason, entry_date, created_by_id: actor.id, request_id })
    const about = { record_type: ledgers.type }
    const linked = { reversed_by_id: [null, id] as [unknown, unknown] }
    const voucher = entry.voucher_id ? await findVoucher(trx, entry.voucher_id) : undefined
    await Promise.all([
      writeHistory(trx, by, { ...about, record_id: entry.id, record_version: entry.version + 1, action: 'reversed', changes: linked }),
      writeHistory(trx, by, { ...about, record_id: id, record_version: 1, action: 'created', changes: { reverses_id: [null, entry.id] } }),
      writeAudit(trx, by, { action: 'ledgers.reverse', resource: ledgers.type, resource_id: entry.id, data: { reason, reversal_id: id } }),
      ...(voucher
        ? [
            writeTimeline(trx, by, {
              record_type: 'voucher',
              record_id: voucher.id,
              kind: 'voucher.entry_reversed',
              title: `Posting reversed: ${entry.entry_type}`,
              comment: reason,
              data: { entry_id: entry.id, reversal_id: id, entry_date },
            }),
          ]
        : []),
    ])
  })
}

const reversal = action({
  ...manage,
  method: 'post',
  path: `${path}/:id/reverse`,
  summary: 'Post the opposite of an entry, linked both ways',
  status: 201,
  params: idParams,
  body: reversalBody,
  answer: entryDetail,
  async handle(call) {
    const done = await madeBefore(call, () => findRecord(call.db, ledgers, call.effect_id))
    if (!done) await reverseNow(call)
    return detailOf(call, call.effect_id)
  },
})

const [, history] = storyRoutes({ path, type: ledgers.type, ...view, admit: (call) => load(call, call.params.id) })

export const ledgerRoutes: Route[] = [list, balance, get, create, change, remove, reversal, ...(history ? [history] : [])]
