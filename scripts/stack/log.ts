/** What the terminal shows: one prefixed line per line of a child, with a colour per name when it is a terminal. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const COLOURS = [36, 35, 33, 32, 34, 96, 95]
const known = new Map<string, number>()

function prefix(name: string): string {
  const label = name.padEnd(10)
  if (!process.stdout.isTTY) return `${label}| `
  const colour = known.get(name) ?? COLOURS[known.size % COLOURS.length] ?? 37
  known.set(name, colour)
  return `\u001b[${colour}m${label}|\u001b[0m `
}

/** Prints one line under the name of its source. */
export function say(name: string, line: string): void {
  process.stdout.write(`${prefix(name)}${line}\n`)
}

/** Prints each line of `stream` under `name`. */
export function relay(name: string, stream: Readable): void {
  createInterface({ input: stream }).on('line', (line) => say(name, line))
}
