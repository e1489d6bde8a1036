/** The price of the engine alone: Express, pg and a worker in one process; no codec, no policies, no walls, no history. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import express from 'express'
import { Pool } from 'pg'
import { approval, type BareDecision, type BareDocument, created, decide } from './workflows'

const QUEUE = 'bare'
const CACHED = 2000
const { DATABASE_URL, TEMPORAL_ADDRESS: address = '', TEMPORAL_NAMESPACE: namespace = 'cien', PORT } = process.env

const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })

const SCHEMA = `
  create table if not exists documents (
    id uuid primary key, tenant_id int not null, title text not null, status text not null,
    decided1_by text, decided2_by text, version int not null default 1,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now());
  create table if not exists document_history (
    id bigserial primary key, document_id uuid not null, tenant_id int not null, actor text not null,
    from_status text not null, to_status text not null, comment text, at timestamptz not null default now());
  create index if not exists documents_tenant_status on documents (tenant_id, status, created_at desc)`

const INSERT = "insert into documents (id, tenant_id, title, status) values ($1, $2, $3, 'draft') on conflict (id) do nothing"
const FIRST =
  "update documents set status = $2, decided1_by = $3, version = version + 1, updated_at = now() where id = $1 and status = 'draft'"
const SECOND = `with moved as (update documents set status = $2, decided2_by = $3, version = version + 1, updated_at = now()
    where id = $1 and status = 'review' returning id, tenant_id, status)
  insert into document_history (document_id, tenant_id, actor, from_status, to_status, comment)
  select id, tenant_id, $3, 'review', status, $4 from moved`

const activities = {
  async insert({ id, tenant, title }: BareDocument): Promise<void> {
    await pool.query(INSERT, [id, tenant, title])
  },
  async first(id: string, { approve, by }: BareDecision): Promise<string> {
    const status = approve ? 'review' : 'rejected'
    await pool.query(FIRST, [id, status, by])
    return status
  },
  async second(id: string, { approve, by, comment }: BareDecision): Promise<string> {
    const status = approve ? 'approved' : 'rejected'
    await pool.query(SECOND, [id, status, by, comment])
    return status
  },
}
export type BareActivities = typeof activities

async function work(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const connection = await NativeConnection.connect({ address })
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: QUEUE,
    activities,
    workflowsPath: join(__dirname, 'workflows.ts'),
    maxCachedWorkflows: CACHED,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 100,
  })
  await worker.run()
}

async function serve(): Promise<void> {
  const client = new Client({ connection: await Connection.connect({ address }), namespace })
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(express.json())
  app.post('/documents', async (req, res) => {
    const document: BareDocument = { id: randomUUID(), tenant: req.body.tenant, title: req.body.title }
    const startWorkflowOperation = new WithStartWorkflowOperation(approval, {
      taskQueue: QUEUE,
      workflowId: document.id,
      args: [document],
      workflowIdConflictPolicy: 'FAIL',
    })
    await client.workflow.executeUpdateWithStart(created, { startWorkflowOperation })
    res.status(201).json({ id: document.id, status: 'draft' })
  })
  app.post('/documents/:id/decision', async (req, res) => {
    const { step, approve, by, comment } = req.body
    const status = await client.workflow.getHandle(req.params.id).executeUpdate(decide, { args: [step, { approve, by, comment }] })
    res.json({ id: req.params.id, status })
  })
  app.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('{"ready":true}\n'))
}

async function main(): Promise<void> {
  await pool.query(SCHEMA)
  await Promise.all([work(), serve()])
}

// The workflow bundle imports only types from here; as a program it serves.
if (require.main === module) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  })
}
