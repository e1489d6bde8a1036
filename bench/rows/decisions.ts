/** Durable work: an approval in Cien against the bare slice of the same engine, in turns. */
import { type Figure, median, ms } from '../kit/figures'
import { bareSide, cienSide, makeTeams, type Round, type Side } from '../kit/approvals'
import { makeBusinesses } from '../kit/company'
import { type Machine, type Say } from '../kit/machine'
import { startBare } from '../kit/peers'
import { cpuSeconds } from '../kit/trees'

interface Measured extends Round {
  /** CPU seconds for 1,000 approvals: Node, Postgres, Temporal. */
  cpu: readonly [number, number, number]
}

const PLAN = [
  { c: 1, count: 100, rounds: 4 },
  { c: 16, count: 240, rounds: 3 },
  { c: 64, count: 320, rounds: 3 },
]
const QUICK = [
  { c: 1, count: 50, rounds: 2 },
  { c: 16, count: 120, rounds: 1 },
  { c: 64, count: 160, rounds: 1 },
]

async function measure(machine: Machine, side: Side, at: { c: number; count: number }): Promise<Measured> {
  const parts = [machine.pids('bare', 'api', 'worker'), machine.pids('postgres'), machine.pids('temporal')]
  const before = parts.map(cpuSeconds)
  const round = await side.round(at.c, at.count)
  const [node = 0, postgres = 0, temporal = 0] = parts.map((pids, part) => ((cpuSeconds(pids) - (before[part] ?? 0)) / at.count) * 1000)
  return { ...round, cpu: [node, postgres, temporal] }
}

const decisions = (rounds: readonly Round[]): number => median(rounds.flatMap((round) => [...round.firsts, ...round.seconds]))
const pace = (rounds: readonly Round[]): number => rounds.reduce((sum, round) => sum + round.per_second, 0) / rounds.length
const cpu = (rounds: readonly Measured[]): { total: number; parts: string } => {
  const parts = [0, 1, 2].map((part) => rounds.reduce((sum, round) => sum + (round.cpu[part] ?? 0), 0) / rounds.length)
  return { total: parts.reduce((sum, part) => sum + part, 0), parts: parts.map((part) => part.toFixed(0)).join(' + ') }
}

function figuresOf(c: number, cien: readonly Measured[], bare: readonly Measured[]): Figure[] {
  const row = 'decisions'
  const p50 = [decisions(cien), decisions(bare)] as const
  const rate = [pace(cien), pace(bare)] as const
  const work = [cpu(cien), cpu(bare)] as const
  const start = [median(cien.flatMap((round) => round.starts)), median(bare.flatMap((round) => round.starts))] as const
  const latency: Figure[] = [
    {
      row,
      name: 'decision p50, one caller',
      value: p50[0] / p50[1],
      unit: 'x',
      target: 1.25,
      better: 'lower',
      detail: `${ms(p50[0])} against ${ms(p50[1])} bare`,
    },
    {
      row,
      name: 'start p50, one caller',
      value: start[0] / start[1],
      unit: 'x',
      target: undefined,
      better: 'lower',
      detail: `${ms(start[0])} against ${ms(start[1])} bare`,
    },
  ]
  const paces: Figure[] = [
    {
      row,
      name: `approvals a second, ${c} callers`,
      value: rate[0] / rate[1],
      unit: 'x',
      target: 0.8,
      better: 'higher',
      detail: `${rate[0].toFixed(1)}/s against ${rate[1].toFixed(1)}/s bare`,
    },
  ]
  const load: Figure = {
    row,
    name: `CPU of an approval, ${c} callers`,
    value: work[0].total / work[1].total,
    unit: 'x',
    target: 1.4,
    better: 'lower',
    detail: `${work[0].parts} s against ${work[1].parts} s bare for 1,000 (Node + Postgres + Temporal)`,
  }
  return [...(c === 1 ? latency : paces), load]
}

/** Both systems take turns at each number of callers; who begins changes from round to round. */
export async function decisionRow(machine: Machine, quick: boolean, say: Say): Promise<Figure[]> {
  const teams = await makeTeams(machine, await makeBusinesses(machine, 'decide', { count: 10, people: 6 }))
  const sides = { cien: cienSide(machine, teams), bare: bareSide(await startBare(machine)) }
  for (const side of [sides.bare, sides.cien]) await side.round(8, quick ? 100 : 600)
  const figures: Figure[] = []
  for (const { c, count, rounds } of quick ? QUICK : PLAN) {
    const taken: Record<'cien' | 'bare', Measured[]> = { cien: [], bare: [] }
    for (let round = 0; round < rounds; round += 1) {
      const turn = round % 2 === 0 ? (['bare', 'cien'] as const) : (['cien', 'bare'] as const)
      for (const name of turn) taken[name].push(await measure(machine, sides[name], { c, count }))
    }
    const found = figuresOf(c, taken.cien, taken.bare)
    for (const { name, detail } of found) say(`${name}: ${detail}`)
    figures.push(...found)
  }
  return figures
}
