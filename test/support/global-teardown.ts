/** After the last suite: gives the shared Postgres and Temporal back; they end when nobody uses them. */

export default async function globalTeardown(): Promise<void> {
  globalThis.cien_test_lease?.release()
}
