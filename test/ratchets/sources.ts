/** The sources that the ratchets walk: what is tracked or about to be, never what is generated or installed. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(__dirname, '..', '..')

/** Paths of all files that git tracks or would track, relative to the root. */
export function trackedFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  return list.split('\n').filter((file) => file !== '' && existsSync(join(ROOT, file)))
}

/** Paths of our TypeScript files. */
export function sources(): string[] {
  return trackedFiles().filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
}

/** The text of one file. */
export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** A rule with exceptions: what breaks it without being listed, and what is listed but keeps it (and must leave the list). */
export function ratchet(breaking: string[], exceptions: readonly string[]): { new_ones: string[]; no_longer_needed: string[] } {
  return {
    new_ones: breaking.filter((one) => !exceptions.includes(one)).sort(),
    no_longer_needed: exceptions.filter((one) => !breaking.includes(one)).sort(),
  }
}

export const KEPT = { new_ones: [], no_longer_needed: [] }
