/** Posting: numbers without a gap, balance and permanence kept by the database itself, sums, months, currencies, reversal. */
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { inTenant, tenantDb, type Trx } from '../../db/kit/client'
import { type Posting, type Posted, post, postMany, reverse } from '../../db/ledger/post'
import { connected } from '../../scripts/stack/postgres'
import { until } from '../../scripts/stack/wait'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

let deps: TestDeps
let tenant_id: string
let admin_id: string

beforeAll(async () => {
  deps = await testDeps()
})
afterAll(() => deps.stop())
beforeEach(async () => {
  const business = await bareBusiness(deps)
  tenant_id = business.id
  admin_id = business.admin_id
})

const db = () => tenantDb(deps.db, tenant_id)
const run = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => inTenant(deps.db, tenant_id, work)
const posting = (amount: bigint, more: Partial<Posting> = {}): Posting => ({
  entry_date: '2026-03-10',
  source: { type: 'manual', id: null },
  created_by_id: admin_id,
  lines: [
    { role: 'subcontract_cost', debit: amount },
    { role: 'payables', credit: amount },
  ],
  ...more,
})
const posted = (amount: bigint, more: Partial<Posting> = {}): Promise<Posted> => run((trx) => post(trx, posting(amount, more)))
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => ({ status: error.status, code: error.code, ...error.details }),
  )
/** True while some session of this database waits for another. */
async function somebodyWaits(): Promise<boolean> {
  const { rows } = await db().raw("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
  return rows.length > 0
}
const account = async (role: string): Promise<string> => (await db()('accounts').where({ tenant_id, role }).first('id')).id
const asOwner = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
  connected(deps.database.owner_url, async (client) => {
    await client.query('begin')
    await client.query("select set_config('app.tenant', $1, true)", [tenant_id])
    const result = await work(client)
    await client.query('commit')
    return result
  })

test('FIN-3 a journal stands with its lines, its number and its sums', async () => {
  const first = await posted(120_000n)
  const second = await posted(5n, { memo: 'Second' })
  expect([first.journal_no, second.journal_no]).toEqual(['J-000001', 'J-000002'])
  const lines = await db()('journal_lines').where({ tenant_id, journal_id: first.id }).orderBy('line_no')
  expect(lines.map(({ debit, credit, base_debit, entry_date }) => [debit, credit, base_debit, entry_date])).toEqual([
    [120_000n, 0n, 120_000n, '2026-03-10'],
    [0n, 120_000n, 0n, '2026-03-10'],
  ])
  const sums = await db()('account_sums').where({ tenant_id, account_id: await account('payables') })
  expect(sums).toMatchObject([{ month: '2026-03', project_id: null, debit: 0n, credit: 120_005n }])
  expect(await db()('audit_events').where({ tenant_id, action: 'journals.post' })).toHaveLength(2)
})

test('several journals in one transaction, and many at once, have consecutive numbers', async () => {
  const numbers = await run(async (trx) => {
    const one = await post(trx, posting(1n))
    const many = await postMany(trx, [posting(2n), posting(3n, { entry_date: '2026-04-01' })])
    const last = await post(trx, posting(4n))
    return [one, ...many, last].map(({ journal_no }) => journal_no)
  })
  expect(numbers).toEqual(['J-000001', 'J-000002', 'J-000003', 'J-000004'])
})

test('FIN-3 five thousand journals are posted in one go, or none of them: each refusal names its place', async () => {
  const many = Array.from({ length: 5000 }, (_, index) => posting(BigInt(index + 1), { entry_date: `2026-0${1 + (index % 9)}-15` }))
  const wrong = many.with(4711, posting(1n, { lines: [] }))
  expect(await refusal(run((trx) => postMany(trx, wrong)))).toMatchObject({ errors: { 'journals.4711.lines': [expect.any(String)] } })
  const numbers = await run((trx) => postMany(trx, many))
  expect([numbers.length, numbers.at(-1)?.journal_no]).toEqual([5000, 'J-005000'])
  expect(await db()('journal_lines').where({ tenant_id }).count('* as n').first()).toEqual({ n: 10_000n })
})

test('N11 fifty postings at once, every third rolled back, leave no gap and no twin', async () => {
  const work = Array.from({ length: 50 }, (_, index) =>
    run(async (trx) => {
      await post(trx, posting(BigInt(index + 1)))
      if (index % 3 === 0) throw new Error('rolled back')
    }).catch((error: Error) => error.message),
  )
  // On a busy machine some wait too long for a connection: they are refused and post nothing.
  const kept = (await Promise.all(work)).filter((told) => told === undefined).length
  expect(kept).toBeGreaterThan(5)
  const numbers = await db()('journals').where({ tenant_id }).orderBy('seq').pluck('seq')
  expect(numbers).toEqual(Array.from({ length: kept }, (_, index) => BigInt(index + 1)))
})

test('what does not balance, or names no usable account, is refused with the line', async () => {
  const bank = await account('bank')
  expect(await refusal(posted(0n))).toMatchObject({
    status: 422,
    errors: { lines: [expect.stringContaining('Line 1'), expect.stringContaining('Line 2')] },
  })
  expect(await refusal(posted(1n, { lines: [{ account_id: bank, debit: 1n }] }))).toMatchObject({
    errors: { lines: ['A journal has at least two lines.', 'The debits and the credits must have the same sum.'] },
  })
  expect(
    await refusal(
      posted(1n, {
        lines: [
          { account_id: bank, debit: 1n, credit: 1n },
          { account_id: uuidv7(), credit: 1n },
          { role: 'payables', debit: 10n ** 18n },
        ],
      }),
    ),
  ).toMatchObject({
    errors: {
      lines: [
        'Line 1: exactly one of debit and credit must be above zero.',
        'Line 2: the selected account is invalid.',
        'Line 3: the amount is too large.',
        'The debits and the credits must have the same sum.',
      ],
    },
  })
  await db()('accounts').where({ tenant_id, id: bank }).update({ active: false })
  expect(
    await refusal(
      posted(1n, {
        lines: [
          { account_id: bank, debit: 1n },
          { role: 'payables', credit: 1n },
        ],
      }),
    ),
  ).toMatchObject({
    errors: { lines: ['Line 1: account 1020 is not active.'] },
  })
  await db()('accounts').where({ tenant_id, role: 'payables' }).update({ role: null })
  expect(await refusal(posted(1n))).toMatchObject({ status: 409, code: 'no_account', role: 'payables' })
  expect(await db()('journals').where({ tenant_id })).toEqual([])
})

test('N02 a sum past what the database holds is a 422, and nothing is written', async () => {
  const most = 10n ** 17n
  for (let index = 0; index < 92; index += 1) await posted(most)
  expect(await refusal(posted(most))).toMatchObject({ status: 422, errors: { lines: ['The amounts are too large.'] } })
  expect(await db()('journals').where({ tenant_id }).count('* as n').first()).toEqual({ n: 92n })
})

test('a posting waits for a month that is being closed, and is refused when it was', async () => {
  await posted(1n)
  let refused: Promise<unknown> | undefined
  await run(async (trx) => {
    await trx('periods').where({ tenant_id, month: '2026-03' }).update({ status: 'closed' })
    refused = refusal(posted(2n))
    await until(somebodyWaits, { what: 'the posting to wait', timeout_ms: 5000 })
  })
  expect(await refused).toMatchObject({ status: 409, code: 'period_closed', current: { month: '2026-03', status: 'closed' } })
  expect((await posted(3n, { entry_date: '2026-04-01' })).journal_no).toBe('J-000002')
})

describe('currencies', () => {
  const foreign = async (currency: string): Promise<string> => {
    const id = uuidv7()
    await db()('accounts').insert({ tenant_id, id, code: `1${currency}`, name: `Bank ${currency}`, type: 'asset', currency })
    return id
  }
  const rate = (currency: string, rate_date: string, price: string): Promise<unknown> =>
    db()('exchange_rates').insert({ tenant_id, id: uuidv7(), currency, rate_date, rate: price })

  test('FIN-7 base amounts are the total at the day’s rate, half-up, the rest on the biggest line', async () => {
    const account_id = await foreign('USD')
    await rate('USD', '2026-03-08', '0.9155')
    const { id } = await posted(0n, {
      lines: [
        { role: 'project_cost', debit: 3333n },
        { role: 'project_cost', debit: 3333n },
        { role: 'project_cost', debit: 3334n },
        { account_id, credit: 10_000n },
      ],
    })
    const lines = await db()('journal_lines').where({ tenant_id, journal_id: id }).orderBy('line_no')
    expect(lines.map(({ base_debit, base_credit }) => base_debit - base_credit)).toEqual([3051n, 3051n, 3053n, -9155n])
    expect(await db()('journals').where({ tenant_id, id }).first('currency')).toEqual({ currency: 'USD' })
  })

  test('N04 two currencies, no rate and a stale rate are refused by name', async () => {
    const [usd, gbp] = [await foreign('USD'), await foreign('GBP')]
    const lines = [
      { account_id: usd, debit: 1n },
      { role: 'bank' as const, credit: 1n },
    ]
    expect(await refusal(posted(0n, { lines }))).toMatchObject({ errors: { lines: ['There is no exchange rate of USD for 2026-03-10.'] } })
    await rate('USD', '2026-03-03', '0.9')
    await rate('USD', '2026-03-11', '0.9')
    expect(await refusal(posted(0n, { lines }))).toMatchObject({ errors: { lines: ['There is no exchange rate of USD for 2026-03-10.'] } })
    await rate('USD', '2026-03-04', '0.9')
    expect(await refusal(posted(0n, { lines }))).toBeUndefined()
    expect(
      await refusal(
        posted(0n, {
          lines: [
            { account_id: usd, debit: 1n },
            { account_id: gbp, credit: 1n },
          ],
        }),
      ),
    ).toMatchObject({
      errors: { lines: ['Line 2: account 1GBP is kept in GBP, not in USD.'] },
    })
  })
})

test('a reversal is the exact opposite, linked both ways, once', async () => {
  const { id } = await posted(700n)
  const reversal = { journal_id: id, reason: 'Wrong project', entry_date: '2026-05-01', created_by_id: admin_id }
  const back = await run((trx) => reverse(trx, reversal))
  expect(await db()('journals').where({ tenant_id, id: back.id }).first()).toMatchObject({
    reverses_id: id,
    memo: 'Reversal of J-000001: Wrong project',
  })
  expect(await db()('journals').where({ tenant_id, id }).first()).toMatchObject({ reversed_by_id: back.id, version: 2 })
  const twice = await Promise.all([refusal(run((trx) => reverse(trx, reversal))), refusal(run((trx) => reverse(trx, reversal)))])
  expect(twice).toMatchObject(Array(2).fill({ status: 409, code: 'duplicate', current: { reversed_by_id: back.id } }))
  expect(await refusal(run((trx) => reverse(trx, { ...reversal, journal_id: uuidv7() })))).toMatchObject({ status: 404 })
})

describe('the database itself', () => {
  const journal = (client: Pick<Client, 'query'>, more: Record<string, unknown> = {}): Promise<string> => {
    const row: Record<string, unknown> = {
      ...{ tenant_id, id: uuidv7(), seq: 900, journal_no: 'J-000900', entry_date: '2026-03-10', currency: 'EUR', line_count: 2 },
      ...{ source_type: 'manual', previous_hash: 'x', hash: 'x' },
      ...more,
    }
    const names = Object.keys(row)
    const places = names.map((_, index) => `$${index + 1}`).join(', ')
    return client.query(`insert into journals (${names.join(', ')}) values (${places})`, Object.values(row)).then(() => String(row.id))
  }
  const line = (client: Pick<Client, 'query'>, journal_id: string, at: { line_no: number; role: string; debit: number; credit: number }) =>
    client.query(
      `insert into journal_lines (tenant_id, id, journal_id, line_no, account_id, entry_date, debit, credit, base_debit, base_credit)
       values ($1, uuidv7(), $2, $3, (select id from accounts where tenant_id = $1 and role = $4), '2026-03-10', $5, $6, $5, $6)`,
      [tenant_id, journal_id, at.line_no, at.role, at.debit, at.credit],
    )

  test('F-3 refuses an unbalanced or incomplete journal at commit, whoever writes it', async () => {
    await posted(1n)
    const unbalanced = asOwner(async (client) => {
      const id = await journal(client)
      await line(client, id, { line_no: 1, role: 'bank', debit: 100, credit: 0 })
      await line(client, id, { line_no: 2, role: 'payables', debit: 0, credit: 99 })
    })
    await expect(unbalanced).rejects.toMatchObject({ constraint: 'journal_balanced' })
    await expect(asOwner((client) => journal(client))).rejects.toMatchObject({ constraint: 'journal_balanced' })
    const more = asOwner(async (client) => {
      const { rows } = await client.query('select id from journals where tenant_id = $1', [tenant_id])
      await line(client, rows[0].id, { line_no: 3, role: 'bank', debit: 1, credit: 0 })
    })
    await expect(more).rejects.toMatchObject({ constraint: 'journal_fixed' })
  })

  test('keeps posted rows as they are, from the owner as well', async () => {
    const { id } = await posted(1n)
    for (const sql of [
      "update journals set memo = 'other'",
      'update journals set reversed_by_id = id',
      'update journals set version = 7',
      'delete from journals',
      'update journal_lines set debit = debit + 1',
      'delete from journal_lines',
      'truncate journals cascade',
      'truncate journal_lines',
    ]) {
      await expect(asOwner((client) => client.query(sql))).rejects.toMatchObject({ constraint: 'journal_fixed' })
    }
    await expect(run((trx) => trx('journals').where({ tenant_id, id }).update({ memo: 'other' }))).rejects.toThrow('permission denied')
    await expect(run((trx) => trx('account_sums').where({ tenant_id }).update({ debit: 0 }))).rejects.toMatchObject({
      constraint: 'account_sums_kept',
    })
    const missed = asOwner((client) => journal(client, { entry_date: '2026-07-01' }))
    await expect(missed).rejects.toMatchObject({ constraint: 'period_open' })
  })
})
