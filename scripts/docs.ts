/** `npm run docs`: writes docs/reference/ anew; with `--check` it only says what is stale and fails. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePages } from './docs/pages'

const FOLDER = join(__dirname, '..', 'docs', 'reference')

function main(): void {
  const check = process.argv.includes('--check')
  mkdirSync(FOLDER, { recursive: true })
  const stale = Object.entries(referencePages()).filter(([name, content]) => {
    const file = join(FOLDER, name)
    return !existsSync(file) || readFileSync(file, 'utf8') !== content
  })
  for (const [name, content] of stale) {
    if (!check) writeFileSync(join(FOLDER, name), content)
    console.log(`${check ? 'stale' : 'wrote'} docs/reference/${name}`)
  }
  if (stale.length === 0) console.log('docs/reference is up to date')
  else if (check) process.exitCode = 1
}

main()
