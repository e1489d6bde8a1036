/** The ledger proved and attacked: what a superuser changes behind its back is found and named; many clients on one account stay exact. */
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { inTenant, openDatabase, tenantDb, type Trx } from '../../db/kit/client'
import { type Posting, post, postMany, reverse } from '../../db/ledger/post'
import { verifyLedger } from '../../db/ledger/verify'
import { connected } from '../../scripts/stack/postgres'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'
import { databaseUrl } from '../support/postgres'

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
  memo: 'Ação “x” | 1\n2',
  source: { type: 'manual', id: null },
  created_by_id: admin_id,
  lines: [
    { role: 'bank', debit: amount, party_type: 'other', party_id: admin_id },
    { role: 'revenue', credit: amount },
  ],
  ...more,
})
const found = async (): Promise<string[]> =>
  (await verifyLedger(db())).problems.map(({ kind, journal_no }) => (journal_no === null ? kind : `${kind} ${journal_no}`)).sort()

/** As nobody in the house may: past triggers, walls and grants. */
const tamper = (sql: string): Promise<void> =>
  connected(databaseUrl('postgres', deps.database.name), async (client: Client) => {
    await client.query('set session_replication_role = replica')
    await client.query(sql.replaceAll('$tenant', `'${tenant_id}'`))
  })

const OF = (seq: number): string => `(select id from journals where tenant_id = $tenant and seq = ${seq})`

describe('FIN-8 verify', () => {
  beforeEach(async () => {
    const posted = await run((trx) =>
      postMany(
        trx,
        [1n, 2n, 3n, 4n, 5n].map((amount) => posting(amount)),
      ),
    )
    await run((trx) =>
      reverse(trx, { journal_id: posted[0]?.id ?? '', reason: 'Wrong', entry_date: '2026-04-01', created_by_id: admin_id }),
    )
  })

  test('finds nothing wrong with what was posted', async () => {
    expect(await verifyLedger(db())).toMatchObject({ ok: true, entries: 6, lines: 12, problems: [], head: { journal_no: 'J-000006' } })
  })

  test.each([
    [
      'an amount',
      `update journal_lines set debit = 7, base_debit = 7 where tenant_id = $tenant and line_no = 1 and journal_id = ${OF(2)}`,
      ['edited J-000002', 'sums', 'unbalanced J-000002'],
    ],
    [
      'both sides',
      `update journal_lines set debit = debit * 2, credit = credit * 2 where tenant_id = $tenant and journal_id = ${OF(2)}`,
      ['edited J-000002'],
    ],
    [
      'a party',
      `update journal_lines set party_id = uuidv7() where tenant_id = $tenant and line_no = 1 and journal_id = ${OF(3)}`,
      ['edited J-000003'],
    ],
    ['a memo', "update journals set memo = 'Other' where tenant_id = $tenant and seq = 3", ['edited J-000003']],
    ['a date', "update journals set entry_date = '2026-02-01' where tenant_id = $tenant and seq = 3", ['edited J-000003']],
    ['a number', "update journals set journal_no = 'J-000033' where tenant_id = $tenant and seq = 3", ['edited J-000003']],
    [
      'an instant',
      "update journals set created_at = created_at - interval '1 microsecond' where tenant_id = $tenant and seq = 3",
      ['edited J-000003'],
    ],
    ['a hash', "update journals set hash = repeat('1', 64) where tenant_id = $tenant and seq = 3", ['chain J-000004', 'edited J-000003']],
    ['a link', 'update journals set reversed_by_id = null where tenant_id = $tenant and seq = 1', ['reversal J-000001']],
    ['a sum', "update account_sums set debit = debit + 1 where tenant_id = $tenant and month = '2026-04'", ['sums', 'sums']],
    [
      'a line, gone',
      `delete from journal_lines where tenant_id = $tenant and line_no = 1 and journal_id = ${OF(2)}`,
      ['edited J-000002', 'sums', 'unbalanced J-000002'],
    ],
    ['a journal, gone', `delete from journals where tenant_id = $tenant and seq = 2`, ['chain J-000003', 'gap J-000003']],
    ['the tail, cut', `delete from journals where tenant_id = $tenant and seq = 6`, ['audit J-000006', 'reversal J-000001', 'truncated']],
  ])('finds %s', async (_what, sql, problems) => {
    await tamper(sql)
    expect(await found()).toEqual(problems)
    expect((await verifyLedger(db())).ok).toBe(false)
  })

  test('finds a tail that was cut with its head, by what the sealed audit log tells', async () => {
    await tamper(`delete from journal_lines where tenant_id = $tenant and journal_id = ${OF(6)}`)
    await tamper('delete from journals where tenant_id = $tenant and seq = 6')
    await tamper('update journals set reversed_by_id = null where tenant_id = $tenant')
    await tamper("delete from account_sums where tenant_id = $tenant and month = '2026-04'")
    await tamper(
      'update ledger_heads set seq = 5, hash = (select hash from journals where tenant_id = $tenant and seq = 5) where tenant_id = $tenant',
    )
    expect(await found()).toEqual(['audit J-000006'])
  })

  test('finds a journal whose process never took that step', async () => {
    const effect = { workflow_id: `${tenant_id}/voucher/${uuidv7()}`, key: 'no such step' }
    await run((trx) => post(trx, posting(9n, { effect })))
    expect(await found()).toEqual(['process J-000007'])
    await db()('effects').insert({ tenant_id, id: uuidv7(), key: effect.key, result: '{}' })
    expect(await found()).toEqual([])
  })
})

test('another business’s ledger is not looked at', async () => {
  const mine = tenant_id
  await run((trx) => post(trx, posting(1n)))
  const other = await bareBusiness(deps)
  expect(await verifyLedger(tenantDb(deps.db, other.id))).toMatchObject({ ok: true, entries: 0, head: null })
  expect(mine).not.toBe(other.id)
})

test('F39 fifty clients on one hot account, every fifth failing: each snapshot sums to zero, nothing is lost or doubled', async () => {
  const clients = 50
  const each = 10
  const hot = openDatabase(deps.database.app_url, clients)
  let working = true
  const sumNow = async (): Promise<unknown> => {
    const { rows } = await db().raw(
      `select coalesce(sum(debit) - sum(credit), 0)::text as sums, (select coalesce(sum(base_debit) - sum(base_credit), 0)::text from journal_lines where tenant_id = ?) as lines
       from account_sums where tenant_id = ?`,
      [tenant_id, tenant_id],
    )
    return rows[0]
  }
  const watching = (async () => {
    let looked = 0
    for (; working; looked += 1) expect(await sumNow()).toEqual({ sums: '0', lines: '0' })
    return looked
  })()
  let posted = 0n
  const others = ['payables', 'receivables', 'revenue', 'project_cost'] as const
  const client = async (index: number): Promise<void> => {
    for (let turn = 0; turn < each; turn += 1) {
      const amount = BigInt(1 + ((index * 7 + turn * 13) % 97))
      const role = others[(index + turn) % others.length] ?? 'revenue'
      const lines: Posting['lines'] =
        index % 2 === 0
          ? [
              { role: 'bank', debit: amount },
              { role, credit: amount },
            ]
          : [
              { role, debit: amount },
              { role: 'bank', credit: amount },
            ]
      const failing = (index + turn) % 5 === 0
      const done = await inTenant(hot, tenant_id, async (trx) => {
        await post(trx, posting(amount, { lines, entry_date: `2026-0${1 + (turn % 6)}-15` }))
        if (failing) throw new Error('forced')
        return true
      }).catch((error: Error) => {
        if (error.message !== 'forced') throw error
        return false
      })
      if (done) posted += index % 2 === 0 ? amount : -amount
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index))).finally(() => {
    working = false
    return hot.close()
  })
  expect(await watching).toBeGreaterThan(0)
  const { rows } = await db().raw(
    `select (sum(debit) - sum(credit))::text as balance from account_sums where tenant_id = ? and account_id = (select id from accounts where tenant_id = ? and role = 'bank')`,
    [tenant_id, tenant_id],
  )
  expect(rows[0]).toEqual({ balance: posted.toString() })
  expect(await verifyLedger(db())).toMatchObject({ ok: true, entries: (clients * each * 4) / 5 })
}, 120_000)
