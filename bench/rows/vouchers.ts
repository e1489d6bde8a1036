/** Money through durable work: the steps of vouchers, postings included, against the steps of the bare slice, in turns. */
import { bareSide, makeTeams, type Round } from '../kit/approvals'
import { makeBusinesses } from '../kit/company'
import { type Figure, median, ms } from '../kit/figures'
import type { Machine, Say } from '../kit/machine'
import { startBare } from '../kit/peers'
import { voucherSide } from '../kit/vouchers'

/** Steps a voucher takes, and steps an approval of the bare slice takes. */
const STEPS = { cien: 4, bare: 3 }
const PLAN = [
  { c: 16, count: 240, rounds: 3 },
  { c: 64, count: 320, rounds: 3 },
]
const QUICK = [
  { c: 16, count: 80, rounds: 1 },
  { c: 64, count: 120, rounds: 1 },
]

const pace = (rounds: readonly Round[], steps: number): number =>
  (rounds.reduce((sum, round) => sum + round.per_second, 0) / rounds.length) * steps

/** Both take turns at each number of callers; who begins changes from round to round. */
export async function voucherRow(machine: Machine, quick: boolean, say: Say): Promise<Figure[]> {
  const teams = await makeTeams(machine, await makeBusinesses(machine, 'money', { count: 10, people: 6 }))
  const sides = { cien: await voucherSide(machine, teams), bare: bareSide(await startBare(machine)) }
  for (const side of [sides.bare, sides.cien]) await side.round(8, quick ? 60 : 400)
  const figures: Figure[] = []
  for (const { c, count, rounds } of quick ? QUICK : PLAN) {
    const taken: Record<'cien' | 'bare', Round[]> = { cien: [], bare: [] }
    for (let round = 0; round < rounds; round += 1) {
      const turn = round % 2 === 0 ? (['bare', 'cien'] as const) : (['cien', 'bare'] as const)
      for (const name of turn) taken[name].push(await sides[name].round(c, count))
    }
    const rate = [pace(taken.cien, STEPS.cien), pace(taken.bare, STEPS.bare)] as const
    const posting = median(taken.cien.flatMap((round) => round.seconds))
    const detail = `${rate[0].toFixed(1)}/s against ${rate[1].toFixed(1)}/s bare; a confirmed payment takes ${ms(posting)}`
    const name = `steps of vouchers a second, ${c} callers`
    figures.push({ row: 'vouchers', name, value: rate[0] / rate[1], unit: 'x', target: 0.8, better: 'higher', detail })
    say(`${name}: ${detail}`)
  }
  return figures
}
