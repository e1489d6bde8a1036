/** A journal made up by a seed: the same entries for the same seed, in cents, over two years. */

export interface MadeAccount {
  code: string
  name: string
  kind: 'asset' | 'liability' | 'equity' | 'revenue' | 'expense'
}

export interface MadeLine {
  account: string
  debit: bigint
  credit: bigint
}

export interface MadeEntry {
  date: string
  lines: MadeLine[]
}

const ACCOUNTS: readonly (readonly [string, MadeAccount['kind']])[] = [
  ['A1 Cash', 'asset'],
  ['A2 Bank', 'asset'],
  ['A3 Receivables', 'asset'],
  ['A4 Machines', 'asset'],
  ['A5 Stock', 'asset'],
  ['L1 Payables', 'liability'],
  ['L2 Taxes', 'liability'],
  ['L3 Loan', 'liability'],
  ['Q1 Capital', 'equity'],
  ['R1 Sales', 'revenue'],
  ['R2 Interest', 'revenue'],
  ['X1 Cost of work', 'expense'],
  ['X2 Wages', 'expense'],
  ['X3 Rent', 'expense'],
  ['X4 Depreciation', 'expense'],
]

export const madeAccounts = (): MadeAccount[] => ACCOUNTS.map(([name, kind]) => ({ code: name.slice(0, 2), name, kind }))

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Balanced entries of two to five lines on days of `years`; amounts from a cent to a hundred thousand. */
export function madeJournal(seed: number, count: number, years: readonly [first: number, last: number]): MadeEntry[] {
  const random = seeded(seed)
  const codes = madeAccounts().map(({ code }) => code)
  const pick = (): string => codes[Math.floor(random() * codes.length)] ?? 'A1'
  const cents = (): bigint => BigInt(1 + Math.floor(random() ** 3 * 10_000_000))
  const span = (Date.UTC(years[1] + 1, 0, 1) - Date.UTC(years[0], 0, 1)) / 86_400_000
  const day = (): string => new Date(Date.UTC(years[0], 0, 1) + Math.floor(random() * span) * 86_400_000).toISOString().slice(0, 10)
  return Array.from({ length: count }, (): MadeEntry => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, (): MadeLine => {
      const amount = cents()
      return random() < 0.5 ? { account: pick(), debit: amount, credit: 0n } : { account: pick(), debit: 0n, credit: amount }
    })
    const net = parts.reduce((sum, { debit, credit }) => sum + debit - credit, 0n)
    // What is left over stands against one account; nothing left over would be a journal already.
    const rest: MadeLine = { account: pick(), debit: net < 0n ? -net : 0n, credit: net > 0n ? net : 0n }
    const lines = net === 0n && parts.length > 1 ? parts : net === 0n ? [...parts, ...parts.map(opposite)] : [...parts, rest]
    return { date: day(), lines }
  })
}

const opposite = ({ account, debit, credit }: MadeLine): MadeLine => ({ account, debit: credit, credit: debit })
