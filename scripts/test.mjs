/** `npm test`: every suite on a fresh Postgres and Temporal; the last line says how many tests passed and failed. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ensureDependencies, root } from './dependencies.mjs'

const HEAP_MB = 3072
const SLOWEST = 15

/** Runs jest with further arguments; answers how many tests passed and failed. A suite that cannot run counts as one failure. */
export async function runTests(args = []) {
  ensureDependencies()
  mkdirSync(join(root, '.data', 'test'), { recursive: true })
  const folder = mkdtempSync(join(root, '.data', 'test', 'run-'))
  const result = join(folder, 'result.json')
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js')
  // Servers of this run's own, which end as soon as the run does.
  const env = { ...process.env, TZ: 'UTC', CIEN_TEST_FOLDER: folder, CIEN_TEST_KEEP_MS: '0' }
  const options = ['-w', '2', '--json', `--outputFile=${result}`, '--testLocationInResults=false', ...args]
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, jest, ...options], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  const code = await new Promise((done) => child.once('exit', (status, signal) => done(signal ?? status)))
  const counted = existsSync(result)
    ? JSON.parse(readFileSync(result, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 }
  const failed = counted.numFailedTests + counted.numRuntimeErrorTestSuites
  tellSuites(counted.testResults ?? [])
  await stackEnded(folder)
  return { passed: counted.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}

/** Which suites took longest, and what failed, once more at the end: a long log hides both. */
function tellSuites(suites) {
  const timed = suites.map(({ name, startTime, endTime, ...suite }) => ({
    ...suite,
    file: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }))
  const total = timed.reduce((sum, { seconds }) => sum + seconds, 0)
  console.log(`${timed.length} suites, ${total.toFixed(0)} s one after another; the slowest:`)
  for (const { file, seconds } of timed.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST))
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${file}`)
  for (const { file, message, assertionResults } of timed.filter(({ status }) => status === 'failed')) {
    console.log(`FAILED  ${file}`)
    for (const test of assertionResults.filter(({ status }) => status === 'failed')) console.log(`        ${test.fullName}`)
    if (assertionResults.length === 0) console.log(message)
  }
}

/** Waits until the servers have stopped, then removes their folder. */
async function stackEnded(folder) {
  const deadline = Date.now() + 30_000
  while (existsSync(join(folder, 'holder.lock')) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

if (process.argv[1] === join(root, 'scripts', 'test.mjs')) {
  const { passed, failed } = await runTests(process.argv.slice(2))
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}
