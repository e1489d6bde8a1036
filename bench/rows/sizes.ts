/** Flat with size: an inbox and a list of documents in a small business and in one a hundred times its size. */
import { expect } from '../kit/approvals'
import { documentIds } from '../kit/bulk'
import { type Business, signIn } from '../kit/company'
import { type Figure, ms, quantile } from '../kit/figures'
import { during, repeat } from '../kit/load'
import type { Machine } from '../kit/machine'

const CALLERS = 2
const WARM = 600

/** Milliseconds of GET requests, by turns to one and to the other business. */
async function compare(
  port: number,
  asks: readonly [() => { path: string; headers: Record<string, string> }, () => { path: string; headers: Record<string, string> }],
  seconds: number,
): Promise<[number[], number[]]> {
  const taken: [number[], number[]] = [[], []]
  await during(port, { c: CALLERS, seconds }, async (wire) => {
    for (const side of [0, 1] as const) taken[side].push((await expect(wire, asks[side](), 200)).took)
  })
  return taken
}

export interface Sizes {
  small: Business
  large: Business
  rows: { small: number; large: number }
  seconds: number
}

/** p95 in the large business over p95 in the small one, for inbox, queue, whole list, counts and one document. */
export async function sizeRow(machine: Machine, at: Sizes): Promise<Figure[]> {
  const sides = [at.small, at.large] as const
  const people = sides.map((business) => business.people[1]).filter((person) => person !== undefined)
  const headers = await signIn(machine.port, people)
  const [small, large] = people.map((person) => headers.get(person.id) ?? {})
  const documents = await Promise.all(sides.map((business) => documentIds(machine, business, 1000)))
  const anyOf = (ids: readonly string[] = []): string => ids[Math.floor(Math.random() * ids.length)] ?? ''
  const pages: [string, number | undefined, (side: 0 | 1) => string][] = [
    ['inbox', 1.2, () => '/api/tasks'],
    ['list of documents in a status', 1.2, () => '/api/admin/documents?filter[status]=in_approval'],
    ['list of all documents', 1.2, () => '/api/admin/documents'],
    ['one document', undefined, (side) => `/api/admin/documents/${anyOf(documents[side])}`],
  ]
  const figures: Figure[] = []
  for (const [what, target, path] of pages) {
    const ask = (side: 0 | 1) => () => ({ path: path(side), headers: (side === 0 ? small : large) ?? {} })
    await repeat(
      machine.port,
      { c: CALLERS, count: WARM },
      async (wire, index) => void (await expect(wire, ask(index % 2 === 0 ? 0 : 1)(), 200)),
    )
    const taken = await compare(machine.port, [ask(0), ask(1)], at.seconds)
    const p95 = taken.map((list) => quantile(list, 0.95)) as [number, number]
    const detail = `${ms(p95[1])} with ${at.rows.large.toLocaleString('en')} against ${ms(p95[0])} with ${at.rows.small.toLocaleString('en')}`
    figures.push({
      row: 'sizes',
      name: `p95 of ${what}, large against small`,
      value: p95[1] / p95[0],
      unit: 'x',
      target,
      better: 'lower',
      detail,
    })
  }
  return figures
}
