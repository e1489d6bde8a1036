/** Waiting costs nothing: idle CPU and decisions beside very many open processes, and the first decision after everything was killed. */
import { completeTask, type Side, cienSide, makeTeams, startDocument, type Team } from '../kit/approvals'
import { type Business, makeBusinesses, stageUploads } from '../kit/company'
import { type Figure, median, ms } from '../kit/figures'
import { repeat } from '../kit/load'
import { CIEN, type Machine, type Say } from '../kit/machine'
import { cpuSeconds } from '../kit/trees'
import { Wire } from '../kit/wire'
import { pause } from '../../scripts/stack/wait'

interface Open {
  team: Team
  task_id: string
}

/** Starts processes and leaves them waiting for their first decision. */
async function open(machine: Machine, teams: readonly Team[], count: number): Promise<Open[]> {
  const crew = Array.from({ length: count }, (_, index) => teams[index % teams.length]).filter((team) => team !== undefined)
  const paths = await stageUploads(
    machine,
    crew.map((team) => team.uploader),
  )
  const opened: Open[] = []
  await repeat(machine.port, { c: 32, count: crew.length }, async (wire, index) => {
    const team = crew[index]
    if (!team) return
    const { task_id } = await startDocument(wire, team, paths[index] ?? '')
    opened.push({ team, task_id })
  })
  return opened
}

/** Milliseconds of first decisions on processes that have waited, chosen at random. */
async function decide(machine: Machine, opened: Open[], count: number): Promise<number[]> {
  const took: number[] = []
  const chosen = Array.from({ length: count }, () => opened.splice(Math.floor(Math.random() * opened.length), 1)).flat()
  await repeat(machine.port, { c: 1, count: chosen.length }, async (wire, index) => {
    const one = chosen[index]
    if (one) took.push(await completeTask(wire, { by: one.team.verifier, task_id: one.task_id, outcome: 'verify' }))
  })
  return took
}

const LONGEST_MS = 60_000

/** Kills everything but Postgres; answers the seconds until a decision is taken again. */
async function killAndDecide(machine: Machine, { team, task_id }: Open): Promise<number> {
  for (const pid of machine.pids('api', 'worker', 'temporal')) process.kill(pid, 'SIGKILL')
  const started = performance.now()
  while (performance.now() - started < LONGEST_MS) {
    const wire = new Wire(machine.port)
    try {
      await completeTask(wire, { by: team.verifier, task_id, outcome: 'verify' })
      return (performance.now() - started) / 1000
    } catch {
      await pause(20) // still down, or it says 503: a caller asks again
    } finally {
      wire.close()
    }
  }
  throw new Error('no decision within a minute of the kill')
}

interface Empty {
  teams: Team[]
  first: number
}

/** The first decision of an approval on a system in which nothing waits. */
async function emptySystem(machine: Machine, businesses: readonly Business[], count: number): Promise<Empty> {
  const teams = await makeTeams(machine, businesses)
  const side: Side = cienSide(machine, teams)
  await side.round(4, 40)
  return { teams, first: median((await side.round(1, count)).firsts) }
}

/** Opens `count` processes and measures around them. */
export async function waitingRow(
  machine: Machine,
  at: { count: number; idle_seconds: number; settle_seconds: number },
  say: Say,
): Promise<Figure[]> {
  const row = 'waiting'
  const businesses = await makeBusinesses(machine, 'wait', { count: 10, people: 6 })
  const empty = await emptySystem(machine, businesses, 60)
  const opened = await open(machine, empty.teams, at.count)
  const waiting = opened.length.toLocaleString('en')
  say(`${waiting} processes wait`)
  await pause(at.settle_seconds * 1000)
  const before = cpuSeconds(machine.pids(...CIEN))
  await pause(at.idle_seconds * 1000)
  const idle = (cpuSeconds(machine.pids(...CIEN)) - before) / at.idle_seconds
  const teams = await makeTeams(machine, businesses) // opening may have outlived the tokens
  const fresh = opened.map(({ team, task_id }) => ({
    task_id,
    team: teams.find(({ verifier }) => verifier.id === team.verifier.id) ?? team,
  }))
  const p50 = median(await decide(machine, fresh, 60))
  const last = fresh.pop()
  if (!last) throw new Error('nothing waits')
  const first = await killAndDecide(machine, last)
  return [
    {
      row,
      name: `idle CPU of everything, ${waiting} waiting`,
      value: idle,
      unit: 's/s',
      target: 0.05,
      better: 'lower',
      detail: `over ${at.idle_seconds} s`,
    },
    {
      row,
      name: `first decision p50, ${waiting} waiting`,
      value: p50 / empty.first,
      unit: 'x',
      target: 1.2,
      better: 'lower',
      detail: `${ms(p50)} against ${ms(empty.first)} with none`,
    },
    {
      row,
      name: 'first decision after SIGKILL of all but Postgres',
      value: first,
      unit: 's',
      target: 5,
      better: 'lower',
      detail: 'API, worker and Temporal, restarted by the supervisor',
    },
  ]
}
