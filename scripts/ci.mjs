/** What a change must pass: all checks and all tests; the last line says how many passed and failed. */
import { runChecks } from './check.mjs'
import { runTests } from './test.mjs'

const checks = await runChecks()
const tests = await runTests()
const failed = checks.failed + tests.failed
console.log(`${checks.passed} of ${checks.passed + checks.failed} checks passed`)
console.log(`${checks.passed + tests.passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
