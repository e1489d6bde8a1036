/** CPU time and memory of process trees, from /proc (Linux only). */
import { readdirSync, readFileSync } from 'node:fs'

const TICKS = 100

interface Process {
  parent: number
  /** User and system time of its own and of children that have ended, in ticks. */
  ticks: number
}

function read(pid: string): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [, parent = 0] = fields
    return { parent, ticks: fields.slice(11, 15).reduce((sum, part) => sum + part, 0) }
  } catch {
    return undefined // it ended while the list was being read
  }
}

function membersOf(roots: readonly number[]): { pid: number; ticks: number }[] {
  const all = new Map<number, Process>()
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? read(name) : undefined
    if (found) all.set(Number(name), found)
  }
  const inside = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = all.get(at)?.parent) if (roots.includes(at)) return true
    return false
  }
  return [...all].filter(([pid]) => inside(pid)).map(([pid, { ticks }]) => ({ pid, ticks }))
}

/** Seconds of CPU that the trees below `roots` have used so far. */
export function cpuSeconds(roots: readonly number[]): number {
  return membersOf(roots).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS
}

/** Megabytes the trees hold; memory that several processes share counts once (proportional set size). */
export function memoryMb(roots: readonly number[]): number {
  const kilobytes = membersOf(roots).map(({ pid }) => {
    try {
      return Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0)
    } catch {
      return 0 // it ended while the list was being read
    }
  })
  return kilobytes.reduce((sum, part) => sum + part, 0) / 1024
}
