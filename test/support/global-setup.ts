/** Before the first suite that needs them: Postgres, Temporal, and a migrated template database. */
import { randomBytes } from 'node:crypto'
import { bundlePath } from '../../workers/kit/bundle'
import { prepareTemplate } from './postgres'
import { messageOf } from '../../scripts/stack/wait'
import { joinStack, type Lease } from './stack'

declare global {
  // Jest hands nothing from the set-up to the teardown but the global object.
  var cien_test_lease: Lease | undefined
}

export default async function globalSetup(): Promise<void> {
  const lease = await joinStack()
  globalThis.cien_test_lease = lease
  process.env.CIEN_TEST_STACK = JSON.stringify(lease.stack)
  // A bundle that cannot be built fails the suites that load it, which say why; the others need not fail with them.
  const bundle = bundlePath().catch((error: unknown) => process.stderr.write(`The workflow bundle: ${messageOf(error)}\n`))
  process.env.CIEN_TEST_TEMPLATE = await prepareTemplate(lease.stack)
  await bundle
  process.env.CIEN_SECRET ??= randomBytes(32).toString('hex')
  process.env.CIEN_MASTER_KEY ??= randomBytes(32).toString('hex')
}
