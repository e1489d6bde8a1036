/** Vouchers in the database: numbered without gaps, moved by their process. */
import { ask, type TenantDb, type Trx } from '../kit/client'

/** A voucher's row as its steps and papers need it. */
export interface VoucherRow {
  id: string
  voucher_no: string
  project_id: string
  subcontractor_id: string
  voucher_type: string | null
  amount: bigint
  paid_amount: bigint
  currency: string
  week_ending: string
  description: string | null
  status: string
  payment_status: string
  created_by_id: string
}

/** The next number of a series, such as V-000001; taken in the transaction that uses it, so that no number is ever missing. */
export async function nextNumber(trx: Trx, series: 'V' | 'VO' | 'DWO'): Promise<string> {
  const [row] = await ask<{ last_number: bigint }>(
    trx,
    `insert into number_series as s (tenant_id, id, series, last_number) values ($1, gen_random_uuid(), $2, 1)
     on conflict (tenant_id, series) do update set last_number = s.last_number + 1, updated_at = now(), version = s.version + 1
     returning last_number`,
    [trx.userParams.tenant_id, series],
  )
  return `${series}-${String(row?.last_number).padStart(6, '0')}`
}

/** The name of a subcontractor, as titles say it. */
export async function companyOf(db: TenantDb | Trx, id: string): Promise<string> {
  const row = await db('subcontractors').where({ tenant_id: db.userParams.tenant_id, id }).first('company_name')
  return row?.company_name ?? ''
}

/** The voucher of a number, or undefined. */
export const findByNumber = async (db: TenantDb | Trx, voucher_no: string): Promise<VoucherRow | undefined> =>
  db('vouchers').where({ tenant_id: db.userParams.tenant_id, voucher_no }).first()

/** Vouchers in a state, for the dashboard. */
export interface VoucherPiles {
  submitted: { count: number; amount: bigint }
  approved_unpaid: { count: number; amount: bigint }
}

/** How many vouchers wait for a decision and for money, and how much; of the approved what is still to pay. */
export async function voucherPiles(db: TenantDb): Promise<VoucherPiles> {
  const [row] = await ask<Record<'n' | 'unpaid', number> & Record<'amount' | 'rest', bigint>>(
    db,
    `select s.n, s.amount, a.n as unpaid, a.amount as rest
     from (select count(*)::int as n, coalesce(sum(amount), 0)::bigint as amount from vouchers
       where tenant_id = $1 and status = 'submitted') s,
       (select count(*)::int as n, coalesce(sum(amount - paid_amount), 0)::bigint as amount from vouchers
       where tenant_id = $1 and status = 'approved' and paid_amount < amount) a`,
    [db.userParams.tenant_id],
  )
  return {
    submitted: { count: row?.n ?? 0, amount: row?.amount ?? 0n },
    approved_unpaid: { count: row?.unpaid ?? 0, amount: row?.rest ?? 0n },
  }
}

export interface VoucherQueue {
  status: string
  payment_status: string
  count: number
  amount: bigint
  rest: bigint
}

/** How many vouchers stand where, how much they claim and how much of that is still to pay; one walk over the index. */
export const voucherQueues = (db: TenantDb): Promise<VoucherQueue[]> =>
  ask<VoucherQueue>(
    db,
    `select status, payment_status, count(*)::int as count, sum(amount)::bigint as amount, sum(amount - paid_amount)::bigint as rest
     from vouchers where tenant_id = $1 group by status, payment_status`,
    [db.userParams.tenant_id],
  )

/** One voucher, or undefined. */
export const findVoucher = async (db: TenantDb | Trx, id: string): Promise<VoucherRow | undefined> =>
  db('vouchers').where({ tenant_id: db.userParams.tenant_id, id }).first()
