/** Statements against a real accounting system: `journal` prints a seeded journal for bench/peers/tryton/oracle.py, `compare FILE` holds ours against its figures. */
// `compare` posts the same journal into a fresh business of DATABASE_URL.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { inTenant, openDatabase, PLATFORM, type TenantDb, tenantDb } from '../db/kit/client'
import { post } from '../db/ledger/post'
import { insertBusiness } from '../db/platform'
import { readBalanceSheet, readProfitAndLoss, readTrialBalance } from '../db/reports'
import { formatMoney } from '../domain/money'
import { type MadeEntry, madeAccounts, madeJournal } from './kit/journal'

const SEED = 2026
const ENTRIES = 500
const RANGE = { from: '2025-01-01', to: '2025-12-31' }

const journal = (): MadeEntry[] => madeJournal(SEED, ENTRIES, [2024, 2025])
const money = (minor: bigint): string => formatMoney(minor, 'EUR')

/** The journal as oracle.py reads it. */
function printJournal(): void {
  const moves = journal().map(({ date, lines }) => ({
    date,
    lines: lines.map(({ account, debit, credit }) => ({ account, debit: money(debit), credit: money(credit) })),
  }))
  console.log(JSON.stringify({ ...RANGE, asOf: RANGE.to, accounts: madeAccounts(), moves }))
}

/** A business with just the accounts of the journal, and the journal posted. */
async function posted(url: string): Promise<{ db: TenantDb; close(): Promise<void> }> {
  const database = openDatabase(url, 4)
  const id = uuidv7()
  const admin = { id: uuidv7(), name: 'Oracle', username: `oracle-${id}`, email: `${id}@oracle.example`, password_hash: 'none' }
  await inTenant(database, PLATFORM, (trx) =>
    insertBusiness(trx, { id, name: 'Oracle', time_zone: 'UTC', base_currency: 'EUR', locale: 'en', pending: false, admin }),
  )
  const ids = new Map(madeAccounts().map(({ code }) => [code, uuidv7()]))
  await inTenant(database, id, (trx) =>
    trx('accounts').insert(madeAccounts().map(({ code, name, kind }) => ({ tenant_id: id, id: ids.get(code), code, name, type: kind }))),
  )
  for (const { date, lines } of journal()) {
    const sides = lines.map(({ account, debit, credit }) => ({
      account_id: ids.get(account) ?? '',
      ...(debit > 0n ? { debit } : { credit }),
    }))
    await inTenant(database, id, (trx) =>
      post(trx, { entry_date: date, memo: null, source: { type: 'manual', id: null }, created_by_id: admin.id, lines: sides }),
    )
  }
  return { db: tenantDb(database, id), close: () => database.close() }
}

interface Printed {
  trial_balance: Record<string, { start_balance: string; debit: string; credit: string; end_balance: string }>
  income_statement: Record<string, string>
  balance_sheet: Record<string, string>
}

type Row = readonly [what: string, cien: string, tryton: string]

/** Both show what an account usually holds as a positive amount; only an expense is negative in Tryton's income statement. */
async function rowsOf(db: TenantDb, printed: Printed): Promise<Row[]> {
  const trial = await readTrialBalance(db, RANGE, 'Result of earlier years')
  const own = (code: string) => trial.find((row) => row.code === code)
  const accounts = madeAccounts().flatMap(({ code, kind }): Row[] => {
    const [cien, theirs] = [own(code), printed.trial_balance[code]]
    const moved: Row[] = [
      [`${code} debit`, money(cien?.debit ?? 0n), theirs?.debit ?? '0.00'],
      [`${code} credit`, money(cien?.credit ?? 0n), theirs?.credit ?? '0.00'],
    ]
    // Tryton carries revenue and expense on until somebody closes the year; Cien opens them at zero in January.
    if (kind === 'revenue' || kind === 'expense') return moved
    return [
      [`${code} opening`, money((cien?.opening_debit ?? 0n) - (cien?.opening_credit ?? 0n)), theirs?.start_balance ?? '0.00'],
      ...moved,
      [`${code} closing`, money((cien?.closing_debit ?? 0n) - (cien?.closing_credit ?? 0n)), theirs?.end_balance ?? '0.00'],
    ]
  })
  const income = await readProfitAndLoss(db, RANGE, undefined)
  const sheet = await readBalanceSheet(db, { at: RANGE.to })
  const total = (sections: typeof sheet.sections, key: string): bigint => sections.find((one) => one.key === key)?.total ?? 0n
  return [
    ...accounts,
    ['revenue', money(total(income.sections, 'revenue')), printed.income_statement.revenue ?? ''],
    ['expense', money(-total(income.sections, 'expense')), printed.income_statement.expense ?? ''],
    ['assets', money(total(sheet.sections, 'assets')), printed.balance_sheet.asset ?? ''],
    ['liabilities', money(total(sheet.sections, 'liabilities')), printed.balance_sheet.liability ?? ''],
    ['equity', money(total(sheet.sections, 'equity')), printed.balance_sheet.equity ?? ''],
  ]
}

async function compare(file: string): Promise<void> {
  const { db, close } = await posted(process.env.DATABASE_URL ?? '')
  try {
    const rows = await rowsOf(db, JSON.parse(readFileSync(file, 'utf8')) as Printed)
    const differ = rows.filter(([, cien, tryton]) => cien !== tryton)
    const head = [
      '# Statements held against Tryton 6.0',
      '',
      `A journal of ${ENTRIES} entries over 2024 and 2025 (seed ${SEED}), both years open; ${RANGE.from} to ${RANGE.to}.`,
      `${rows.length - differ.length} of ${rows.length} figures are the same to the cent. Tryton carries revenue and expense on until a year is closed,`,
      'Cien opens them at zero in January: of these only what moved is compared.',
      '',
      '| figure | Cien | Tryton | |',
      '|---|---:|---:|---|',
    ]
    const lines = rows.map(([what, cien, tryton]) => `| ${what} | ${cien} | ${tryton} | ${cien === tryton ? '' : 'differs'} |`)
    writeFileSync(join(__dirname, 'results', 'oracle-tryton.md'), `${[...head, ...lines].join('\n')}\n`)
    for (const row of differ) console.log(row.join('  '))
    console.log(`${rows.length - differ.length} of ${rows.length} figures are the same`)
    process.exitCode = differ.length === 0 ? 0 : 1
  } finally {
    await close()
  }
}

const [word, file] = process.argv.slice(2)
if (word === 'journal') printJournal()
else if (word === 'compare' && file !== undefined && process.env.DATABASE_URL)
  compare(file).catch((error: Error) => {
    console.error(error.stack)
    process.exitCode = 1
  })
else {
  console.error('usage: bench/oracle.ts journal | DATABASE_URL=… bench/oracle.ts compare FILE')
  process.exitCode = 2
}
