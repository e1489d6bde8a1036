/** `npm run check`: types, lint and format of everything, side by side where that helps, in under a minute. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies, root } from './dependencies.mjs'

const bin = (name) => join(root, 'node_modules', '.bin', name)

const STEPS = [
  { name: 'types', command: bin('tsc'), args: ['--noEmit', '-p', '.'] },
  { name: 'types (console)', command: bin('tsc'), args: ['--noEmit', '-p', 'web'], needs: join('web', 'tsconfig.json') },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings', '--quiet'] },
  { name: 'format', command: bin('biome'), args: ['format', '.'] },
]

function run({ name, command, args }) {
  const started = Date.now()
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => (output += error.message))
    child.once('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      if (code !== 0) console.log(output.trimEnd())
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
      done(code === 0)
    })
  })
}

/** Runs every step; answers how many passed and failed. */
export async function runChecks() {
  ensureDependencies()
  let passed = 0
  const steps = STEPS.filter(({ needs }) => needs === undefined || existsSync(join(root, needs)))
  for (const step of steps) if (await run(step)) passed += 1
  return { passed, failed: steps.length - passed }
}

if (process.argv[1] === join(root, 'scripts', 'check.mjs')) {
  const { failed } = await runChecks()
  process.exitCode = failed > 0 ? 1 : 0
}
