/** The limit for records: node:http and prepared statements; the tenant comes in a header and is believed. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool } from 'pg'

const { DATABASE_URL, PORT } = process.env
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })
const COLUMNS = 'id, tenant_id, status, customer, total_cents, created_at'

function answer(res: ServerResponse, status: number, data: unknown): void {
  const body = JSON.stringify({ data })
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  res.end(body)
}

async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of req) text += chunk
  return JSON.parse(text)
}

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const tenant = Number(req.headers['x-tenant'])
  const url = new URL(req.url ?? '/', 'http://limit')
  if (req.method === 'POST') {
    const { status, customer, total_cents } = await bodyOf(req)
    const text = `insert into orders (tenant_id, status, customer, total_cents) values ($1, $2, $3, $4) returning ${COLUMNS}`
    const { rows } = await pool.query({ name: 'insert', text, values: [tenant, status, customer, total_cents] })
    return answer(res, 201, rows[0])
  }
  if (url.pathname === '/orders') {
    const text = `select ${COLUMNS} from orders where tenant_id = $1 and status = $2 order by created_at desc limit 25`
    const { rows } = await pool.query({ name: 'list', text, values: [tenant, url.searchParams.get('status')] })
    return answer(res, 200, rows)
  }
  const text = `select ${COLUMNS} from orders where id = $1 and tenant_id = $2`
  const { rows } = await pool.query({ name: 'read', text, values: [Number(url.pathname.slice(8)), tenant] })
  answer(res, rows[0] ? 200 : 404, rows[0])
}

createServer((req, res) => {
  serve(req, res).catch((error: Error) => answer(res, 500, error.message))
}).listen(Number(PORT), '127.0.0.1', () => process.stdout.write('{"ready":true}\n'))
