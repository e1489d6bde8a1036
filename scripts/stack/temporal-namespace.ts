/** Prepares Cien's namespace and search attributes on a Temporal server, over gRPC. */
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time'
import { until } from './wait'

const KEYWORD = 2
const ALREADY_EXISTS = 6
const ATTRIBUTES = ['TenantId', 'Process', 'RecordId', 'Stage']
const RETENTION = '30 days'

const code = (error: unknown) => (error as { code?: number }).code

async function prepare(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(RETENTION) })
    .catch((error: unknown) => {
      if (code(error) !== ALREADY_EXISTS) throw error
    })
  const missing = async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return ATTRIBUTES.filter((name) => !(name in (customAttributes ?? {})))
  }
  // A new namespace reaches the server's own caches after a second or two; until then it is not found.
  const known = async () => Boolean(await missing())
  await until(known, { what: `Namespace ${namespace}`, timeout_ms: 30_000, every_ms: 50 })
  const names = await missing()
  if (names.length === 0) return
  const searchAttributes = Object.fromEntries(names.map((name) => [name, KEYWORD]))
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes })
  await until(async () => (await missing()).length === 0, { what: 'Search attributes', timeout_ms: 30_000, every_ms: 50 })
}

/** Resolves when the server at `address` answers. */
export async function temporalReady(address: string, timeout_ms = 60_000): Promise<void> {
  await until(
    async () => {
      const connection = await Connection.connect({ address, connectTimeout: '1s' })
      await connection.close()
      return true
    },
    { what: `Temporal at ${address}`, timeout_ms, every_ms: 50 },
  )
}

/** Registers the namespace (histories are kept 30 days) and its search attributes where they are missing. */
export async function prepareNamespace(address: string, namespace: string): Promise<void> {
  await temporalReady(address)
  const connection = await Connection.connect({ address })
  try {
    await prepare(connection, namespace)
  } finally {
    await connection.close()
  }
}
