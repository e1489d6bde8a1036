/** `GET /api/verify/:code`: anybody who holds a paper learns whether it is ours, and whether it still says what the record says. */
import { z } from 'zod'
import { notFound } from '../../domain/errors'
import { formatMoney } from '../../domain/money'
import { PLATFORM, type TenantDb, tenantDb } from '../../db/kit/client'
import { findPaper, type PaperRow } from '../../db/kit/papers'
import { factsOfRound, findRound } from '../../db/proposals'
import { findVoucher } from '../../db/vouchers'
import { codeIn, hashOfFacts } from '../kit/papers'
import { action, PUBLIC, type Route } from '../kit/route'
import { factsOfVoucher } from './papers'

/** A record as its paper is checked against it. */
interface Now {
  facts: PaperRow['facts']
  status: string
  payment_status: string | null
}

type Read = (db: TenantDb, paper: PaperRow) => Promise<Now | undefined>

const voucherNow: Read = async (db, { record_id }) => {
  const row = await findVoucher(db, record_id)
  return row && { facts: factsOfVoucher(row), status: row.status, payment_status: row.status === 'approved' ? row.payment_status : null }
}

const proposalNow: Read = async (db, { record_id, facts }) => {
  const round = await findRound(db, record_id, Number(facts.round))
  return round && { facts: factsOfRound(round), status: round.status, payment_status: null }
}

/** The kinds of record that papers are given out of. */
const KINDS: Record<string, Read> = { voucher: voucherNow, proposal: proposalNow }

const view = z.object({
  type: z.string(),
  number: z.string(),
  business: z.string(),
  amount: z.string(),
  currency: z.string(),
  date: z.string().nullable(),
  status: z.string().nullable().meta({ description: 'As it is now; null when the record is gone' }),
  payment_status: z.string().nullable(),
  issued_at: z.iso.datetime(),
  unchanged: z.boolean().meta({ description: 'Whether the record still says what the paper says' }),
})

export const verifyRoute: Route = action({
  method: 'get',
  path: '/api/verify/:code',
  permission: PUBLIC,
  tag: 'papers',
  summary: 'Whether a paper is genuine, and whether it still says what the record says',
  params: z.object({ code: z.string().max(60) }),
  answer: view,
  async handle({ params, services }) {
    const code = codeIn(params.code)
    const paper = code === undefined ? undefined : await findPaper(services.db, code)
    if (!paper) throw notFound()
    const { facts, facts_hash, tenant_id, record_type, created_at } = paper
    const [business, now] = await Promise.all([
      tenantDb(services.db, PLATFORM)('businesses').where({ id: tenant_id }).first('name'),
      KINDS[record_type]?.(tenantDb(services.db, tenant_id), paper),
    ])
    const currency = facts.currency ?? ''
    return {
      type: record_type,
      number: facts.number ?? '',
      business: business?.name ?? '',
      amount: formatMoney(BigInt(facts.amount ?? '0'), currency),
      currency,
      date: facts.date ?? null,
      status: now?.status ?? null,
      payment_status: now?.payment_status ?? null,
      issued_at: created_at,
      unchanged: now !== undefined && hashOfFacts(now.facts) === facts_hash,
    }
  },
})
