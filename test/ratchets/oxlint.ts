/** Runs the linter with the rules of a ratchet and answers what it found, as data. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './sources'

export interface Finding {
  /** As the linter names it: `eslint(max-params)`. */
  rule: string
  file: string
  message: string
  line: number
  /** Of the flagged text, in bytes. */
  offset: number
  length: number
}

interface Diagnostic {
  code: string
  message: string
  filename: string
  labels: { span: { offset: number; length: number; line: number } }[]
}

/** What `rules` flag in the whole repository; rules of types cost several times as long. Throws when the linter itself fails. */
export function findings(rules: Record<string, unknown>, type_aware = false): Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'cien-lint-'))
  try {
    const config = join(folder, 'oxlintrc.json')
    const ignorePatterns = ['node_modules', '.data', 'dist', 'web/dist', 'coverage']
    writeFileSync(config, JSON.stringify({ plugins: ['typescript'], categories: { correctness: 'off' }, ignorePatterns, rules }))
    const args = ['--config', config, '--disable-nested-config', '--format', 'json', ...(type_aware ? ['--type-aware'] : []), '.']
    const run = spawnSync(join(ROOT, 'node_modules', '.bin', 'oxlint'), args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 })
    if (run.status !== 0 && run.status !== 1) throw new Error(`oxlint failed: ${run.stderr}${run.stdout}`)
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }
    return diagnostics.map(({ code, message, filename, labels }) => {
      const { offset = 0, length = 0, line = 0 } = labels[0]?.span ?? {}
      return { rule: code, file: filename, message, line, offset, length }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
