/** Runs the linter with one rule and answers what it found, as data. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './sources'

export interface Finding {
  file: string
  message: string
  line: number
  /** Of the flagged text, in bytes. */
  offset: number
  length: number
}

interface Diagnostic {
  message: string
  filename: string
  labels: { span: { offset: number; length: number; line: number } }[]
}

/** What `rule` with `option` flags in the whole repository; throws when the linter itself fails. */
export function findings(rule: string, option: unknown): Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'cien-lint-'))
  try {
    const config = join(folder, 'oxlintrc.json')
    const ignorePatterns = ['node_modules', '.data', 'dist', 'web/dist', 'coverage']
    writeFileSync(
      config,
      JSON.stringify({ plugins: ['typescript'], categories: { correctness: 'off' }, ignorePatterns, rules: { [rule]: ['error', option] } }),
    )
    const args = ['--config', config, '--disable-nested-config', '--type-aware', '--format', 'json', '.']
    const run = spawnSync(join(ROOT, 'node_modules', '.bin', 'oxlint'), args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 })
    if (run.status !== 0 && run.status !== 1) throw new Error(`oxlint failed: ${run.stderr}${run.stdout}`)
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }
    return diagnostics.map(({ message, filename, labels }) => {
      const { offset = 0, length = 0, line = 0 } = labels[0]?.span ?? {}
      return { file: filename, message, line, offset, length }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
