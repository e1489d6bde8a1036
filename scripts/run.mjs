/** Runs one TypeScript file of the repository: `node scripts/run.mjs scripts/docs.ts [arguments]`. */
import { resolve } from 'node:path'
import { handOver } from './dependencies.mjs'

const [file] = process.argv.splice(2, 1)
if (file === undefined) {
  console.error('usage: node scripts/run.mjs <file.ts> [arguments]')
  process.exit(2)
}
process.argv[1] = resolve(file)
handOver(resolve(file))
