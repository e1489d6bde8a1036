/** The result as a table for people and as files by date. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Figure, holds } from './figures'

const RESULTS = join(__dirname, '..', 'results')

const shown = (value: number, unit: Figure['unit']): string =>
  unit === 'MB' || unit === 'kB' ? value.toFixed(0) : unit === 's/s' ? value.toFixed(3) : value.toFixed(2)

const verdict = (figure: Figure): string =>
  ({ true: 'pass', false: 'FAIL', undefined: '' })[String(holds(figure)) as 'true' | 'false' | 'undefined']

const targetOf = ({ target, better, unit }: Figure): string =>
  target === undefined ? '' : `${better === 'lower' ? '≤' : '≥'} ${shown(target, unit)}`

/** One line for the terminal. */
export const lineOf = (figure: Figure): string =>
  [
    figure.row.padEnd(10),
    figure.name.padEnd(48),
    `${shown(figure.value, figure.unit)} ${figure.unit}`.padStart(10),
    targetOf(figure).padEnd(9),
    verdict(figure).padEnd(5),
    figure.detail,
  ].join(' ')

/** What the figures were taken on. */
export interface Circumstances {
  date: string
  commit: string
  quick: boolean
  machine: string
  seconds: number
}

/** Commit, machine and duration of a run that began at `started` (milliseconds since 1970). */
export function circumstances(started: number, quick: boolean): Circumstances {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: __dirname, encoding: 'utf8' }).trim()
  const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  return { date: new Date(started).toISOString(), commit, quick, machine, seconds: Math.round((Date.now() - started) / 1000) }
}

/** Writes `<date>.json` and `<date>.md`, `kind` after the date; answers the path without its ending. */
export function writeResults(about: Circumstances, figures: readonly Figure[], kind = ''): string {
  const path = join(RESULTS, `${about.date.slice(0, 16).replace(':', '')}${kind}${about.quick ? '-quick' : ''}`)
  mkdirSync(RESULTS, { recursive: true })
  const results = figures.map((figure) => ({ ...figure, pass: holds(figure) ?? null }))
  writeFileSync(`${path}.json`, `${JSON.stringify({ ...about, figures: results }, null, 2)}\n`)
  const rows = figures.map(
    (figure) =>
      `| ${figure.row} | ${figure.name} | ${shown(figure.value, figure.unit)} ${figure.unit} | ${targetOf(figure)} | ${verdict(figure)} | ${figure.detail} |`,
  )
  const head = [
    `# Bench of ${about.date.slice(0, 10)}${about.quick ? ' (quick)' : ''}`,
    '',
    `Commit ${about.commit}; ${about.machine}; ${about.seconds} s.`,
    '',
    '| row | figure | value | target | | both sides |',
    '|---|---|---|---|---|---|',
  ]
  writeFileSync(`${path}.md`, `${[...head, ...rows].join('\n')}\n`)
  return path
}
