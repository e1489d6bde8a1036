/** The way to Temporal for clients: opened without a server, found again whenever it comes back. */
import { Client, Connection } from '@temporalio/client'
import type { Ring } from '../../db/kit/keyring'
import type { Settings } from '../../domain/settings'
import { dataConverterOf } from './codec'

export interface Temporal {
  connection: Connection
  client: Client
}

// gRPC waits up to two minutes between attempts by default; a restarted server should be found within a second.
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.min_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1000 }

/** A client that encrypts with the ring's keys. Nothing is sent before the first call; close the connection when done. */
export function connectTemporal(settings: Pick<Settings, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>, ring: Ring): Temporal {
  const connection = Connection.lazy({ address: settings.TEMPORAL_ADDRESS, channelArgs: RECONNECT })
  const client = new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE, dataConverter: dataConverterOf(ring) })
  return { connection, client }
}
