/** `npm run docs`: writes docs/reference/ and docs/console/ anew; `--check` only says what is stale and fails; `--pictures [address] [--only words]` takes the pictures of the console first. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takePictures } from './docs/console/pictures'
import { generatedPages } from './docs/pages'

const FOLDER = join(__dirname, '..', 'docs')

/** What follows a word of the command line, unless it is another option. */
function after(word: string): string | undefined {
  const next = process.argv[process.argv.indexOf(word) + 1]
  return process.argv.includes(word) && next && !next.startsWith('--') ? next : undefined
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check')
  if (process.argv.includes('--pictures')) await takePictures(after('--pictures'), after('--only'))
  const stale = Object.entries(generatedPages()).filter(([name, content]) => {
    const file = join(FOLDER, name)
    return !existsSync(file) || readFileSync(file, 'utf8') !== content
  })
  for (const [name, content] of stale) {
    mkdirSync(dirname(join(FOLDER, name)), { recursive: true })
    if (!check) writeFileSync(join(FOLDER, name), content)
    console.log(`${check ? 'stale' : 'wrote'} docs/${name}`)
  }
  if (stale.length === 0) console.log('docs are up to date')
  else if (check) process.exitCode = 1
}

main().catch((error: Error) => {
  console.error(error.stack)
  process.exitCode = 1
})
