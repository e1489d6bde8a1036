/** PostGraphile 5 on the same orders: GraphQL from Postgres, tenants apart by row-level security, the tenant in a header. */
import { createServer } from 'node:http'
import pg from 'pg'

// Node 20 lacks two things that PostGraphile takes from Node 22.
Promise.withResolvers ??= function withResolvers() {
  let resolve
  let reject
  const promise = new this((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
Promise.try ??= function attempt(work, ...args) {
  return new this((done) => done(work(...args)))
}

const { postgraphile } = await import('postgraphile')
const { grafserv } = await import('postgraphile/grafserv/node')
const { PostGraphileAmberPreset } = await import('postgraphile/presets/amber')
const { makePgService } = await import('postgraphile/adaptors/pg')

const connectionString = process.env.DATABASE_URL
const WALL = "tenant_id = current_setting('app.tenant')::int"
const client = new pg.Client({ connectionString })
await client.connect()
await client.query(`do $$ begin create role clerk; exception when duplicate_object then null; end $$;
  grant select, insert on orders to clerk; grant usage on sequence orders_id_seq to clerk;
  alter table orders enable row level security; drop policy if exists tenant on orders;
  create policy tenant on orders using (${WALL}) with check (${WALL})`)
await client.end()

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ['public'], poolConfig: { max: 10 } })],
  grafserv: { graphiql: false, websockets: false, watch: false },
  grafast: { context: (of) => ({ pgSettings: { role: 'clerk', 'app.tenant': String(of.node?.req.headers['x-tenant'] ?? '') } }) },
})
const server = createServer()
await instance.createServ(grafserv).addTo(server)
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('{"ready":true}\n'))
