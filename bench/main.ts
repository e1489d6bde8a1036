/** `npm run bench [-- --quick] [row …]`: Cien against its peers on this machine, every figure as a ratio with its target. */
import { loadDocuments, loadOrders, loadTasks, TENANTS } from './kit/bulk'
import { makeBusinesses } from './kit/company'
import { type Figure, holds } from './kit/figures'
import { type Machine, startMachine } from './kit/machine'
import { circumstances, lineOf, writeResults } from './kit/report'
import { decisionRow } from './rows/decisions'
import { recordRow } from './rows/records'
import { sizeRow } from './rows/sizes'
import { startRow } from './rows/start'
import { statementRow } from './rows/statements'
import { voucherRow } from './rows/vouchers'
import { waitingRow } from './rows/waiting'

const ROWS = ['decisions', 'vouchers', 'waiting', 'records', 'sizes', 'statements', 'start'] as const
type Row = (typeof ROWS)[number]

const FULL = {
  waiting: 20_000,
  idle_seconds: 20,
  settle_seconds: 15,
  orders: 1_000_000,
  documents: 10_000,
  large: 1_000_000,
  small_tasks: 10_000,
  ledger_lines: 1_000_000,
  posted_lines: 20_000,
  seconds: 8,
}
const QUICK = {
  waiting: 500,
  idle_seconds: 8,
  settle_seconds: 5,
  orders: 100_000,
  documents: 1000,
  large: 100_000,
  small_tasks: 1000,
  ledger_lines: 100_000,
  posted_lines: 4000,
  seconds: 3,
}

const say = (line: string): void => console.log(`           ${line}`)

async function bulkRows(machine: Machine, rows: readonly Row[], quick: boolean): Promise<Figure[]> {
  const size = quick ? QUICK : FULL
  const businesses = await makeBusinesses(machine, 'tenant', { count: TENANTS, people: 2 })
  const [small] = businesses
  const [large] = await makeBusinesses(machine, 'large', { count: 1, people: 2 })
  if (!small || !large) throw new Error('no business')
  const sized = rows.includes('sizes')
  const loads = businesses.map((business) => ({ business, rows: size.documents }))
  await loadDocuments(machine, sized ? [...loads, { business: large, rows: size.large }] : loads)
  if (rows.includes('records')) await loadOrders(machine, size.orders)
  if (sized)
    await loadTasks(machine, [
      { business: small, rows: size.small_tasks },
      { business: large, rows: size.large },
    ])
  await machine.sql.query('checkpoint')
  say('rows are loaded')
  const figures: Figure[] = []
  if (rows.includes('records')) figures.push(...(await recordRow(machine, { businesses, orders: size.orders, quick }, say)))
  if (sized)
    figures.push(...(await sizeRow(machine, { small, large, rows: { small: size.small_tasks, large: size.large }, seconds: size.seconds })))
  return figures
}

async function machineRows(rows: readonly Row[], quick: boolean, tell: (figures: Figure[]) => void): Promise<void> {
  if (rows.every((row) => row === 'start')) return
  const size = quick ? QUICK : FULL
  const machine = await startMachine(say)
  const stop = (): void => void machine.stop().finally(() => process.exit(1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const { waiting, idle_seconds, settle_seconds } = size
  try {
    if (rows.includes('decisions')) await row('decisions', () => decisionRow(machine, quick, say), tell)
    if (rows.includes('vouchers')) await row('vouchers', () => voucherRow(machine, quick, say), tell)
    if (rows.includes('waiting'))
      await row('waiting', () => waitingRow(machine, { count: waiting, idle_seconds, settle_seconds }, say), tell)
    if (rows.includes('records') || rows.includes('sizes')) await row('records and sizes', () => bulkRows(machine, rows, quick), tell)
    if (rows.includes('statements'))
      await row(
        'statements',
        async () => {
          const [business, posting_business] = await makeBusinesses(machine, 'books', { count: 2, people: 1 })
          if (!business || !posting_business) throw new Error('no business')
          return statementRow(machine, { business, posting_business, lines: size.ledger_lines, posted: size.posted_lines }, say)
        },
        tell,
      )
  } finally {
    await machine.stop()
  }
}

let broken = 0

/** A row that breaks says why, counts as failed, and leaves the others their turn. */
async function row(name: string, work: () => Promise<Figure[]>, tell: (figures: Figure[]) => void): Promise<void> {
  try {
    tell(await work())
  } catch (error) {
    broken += 1
    console.log(`${name} broke off: ${(error as Error).stack}`)
  }
}

function rowsAsked(words: readonly string[]): Row[] {
  const unknown = words.filter((word) => !(ROWS as readonly string[]).includes(word))
  if (unknown.length > 0) throw new Error(`no such row: ${unknown.join(', ')}; rows are ${ROWS.join(', ')}`)
  return words.length === 0 ? [...ROWS] : ROWS.filter((row) => words.includes(row))
}

async function main(): Promise<void> {
  const words = process.argv.slice(2)
  const quick = words.includes('--quick')
  const rows = rowsAsked(words.filter((word) => word !== '--quick'))
  const started = Date.now()
  const figures: Figure[] = []
  const tell = (found: Figure[]): void => {
    for (const figure of found) console.log(lineOf(figure))
    figures.push(...found)
  }
  await machineRows(rows, quick, tell)
  if (rows.includes('start')) await row('start', () => startRow(say), tell)
  const path = writeResults(circumstances(started, quick), figures)
  const short = figures.filter((figure) => holds(figure) === false)
  console.log(
    `${figures.filter((figure) => holds(figure)).length} of ${figures.filter((figure) => figure.target !== undefined).length} targets hold; written to ${path}.md`,
  )
  process.exitCode = short.length + broken > 0 ? 1 : 0
}

main().then(
  () => process.exit(),
  (error: Error) => {
    console.error(error.stack)
    process.exit(1)
  },
)
