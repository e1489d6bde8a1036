/** What the terminal shows: one prefixed line per line of a child, with a colour per name when it is a terminal. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const COLOURS = [36, 35, 33, 32, 34, 96, 95]
const known = new Map<string, number>()

// What a log line says of every line of its process; the prefix and the clock on the wall say it already.
const USUAL = ['level', 'time', 'pid', 'hostname', 'name', 'msg']

function prefix(name: string): string {
  const label = name.padEnd(12)
  if (!process.stdout.isTTY) return `${label}| `
  const colour = known.get(name) ?? COLOURS[known.size % COLOURS.length] ?? 37
  known.set(name, colour)
  return `\u001b[${colour}m${label}|\u001b[0m `
}

const shown = (value: unknown) => (typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value))

/** A structured log line as a sentence with its fields; any other line as it is. */
export function readable(line: string): string {
  if (!line.startsWith('{')) return line
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    return line // it only looked like one
  }
  if (typeof entry.msg !== 'string') return line
  const level = entry.level === 'info' ? '' : `${String(entry.level).toUpperCase()} `
  const fields = Object.entries(entry).filter(([key]) => !USUAL.includes(key))
  return [`${level}${entry.msg}`, ...fields.map(([key, value]) => `${key}=${shown(value)}`)].join(' ')
}

/** Prints one line under the name of its source. */
export function say(name: string, line: string): void {
  process.stdout.write(`${prefix(name)}${line}\n`)
}

/** Prints each line of `stream` under `name`. */
export function relay(name: string, stream: Readable): void {
  createInterface({ input: stream }).on('line', (line) => say(name, readable(line)))
}
