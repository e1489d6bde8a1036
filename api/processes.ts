/** Processes for those who watch them: the running ones, the way into Temporal UI, and the decoder of payloads. */
import type { NextFunction, Request, Response } from 'express'
import { z } from 'zod'
import { payloadToJSON } from '@temporalio/common/lib/proto-utils'
import { named } from '../domain/kit/resource'
import { record } from '../domain/kit/fields'
import { writeAudit } from '../db/kit/trail'
import { listProcesses, longestWaits, type RunningProcess } from '../db/processes'
import { encryptedIn, openFor } from '../workflows/client/decode-json'
import { listMeta, listQuery, metaOfPage } from './kit/list'
import { action, type Call, HANDLED, Reply, type Route } from './kit/route'
import type { Services } from './kit/services'
import { processUrl } from './kit/story'
import { VIEW } from './temporal-gate'
import { issuePass, passCookies, passOf, readPass } from './temporal-gate/pass'

const shared = { permission: VIEW, tag: 'processes' } as const

const person = named.nullable()
const runningView = z.object({
  id: z.uuid(),
  process_type: z.string(),
  stage: z.string(),
  stage_since: z.iso.datetime(),
  label: z.string().nullable().meta({ description: 'What the record is called, where one of its tasks has said so' }),
  started_by: person,
  task: z
    .object({ id: z.uuid(), kind: z.string(), title: z.string(), state: z.string(), due_at: z.iso.datetime().nullable(), assignee: person })
    .nullable(),
  process: z.object({ workflow_id: z.string(), run_id: z.string(), temporal_ui_url: z.string() }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})
const waits = z.object({
  process_type: z.string(),
  stage: z.string(),
  count: z.int(),
  oldest_since: z.iso.datetime(),
  average_seconds: z.number(),
})

const present = ({ workflow_id, run_id, ...row }: RunningProcess, namespace: string) => ({
  ...row,
  process: { workflow_id, run_id, temporal_ui_url: processUrl(namespace, { workflow_id, run_id }) },
})

const list = action({
  ...shared,
  method: 'get',
  path: '/api/admin/processes',
  summary: 'Running processes, those that have waited longest first; `meta.longest_waits` says where',
  query: listQuery({
    filter: ['process_type', 'stage', 'started_by_id', 'assignee_id', 'task_kind'],
    sort: ['stage_since', 'created_at', 'updated_at'],
    default_sort: 'stage_since',
    more: {
      'filter[waiting_hours]': z
        .string()
        .max(5)
        .regex(/^\d{1,5}$/, 'must be a whole number of hours')
        .transform(Number)
        .optional(),
    },
  }),
  answer: z.array(runningView),
  meta: listMeta.extend({ longest_waits: z.array(waits) }),
  async handle({ db, query, services }) {
    const filter = { list: query, waiting_hours: query.more['filter[waiting_hours]'] as number | undefined }
    const [page, longest_waits] = await Promise.all([listProcesses(db, filter), longestWaits(db, filter)])
    const rows = page.rows.map((row) => present(row, services.settings.TEMPORAL_NAMESPACE))
    return new Reply(rows, { meta: { ...metaOfPage(query, page.total), longest_waits } })
  },
})

const session = action({
  ...shared,
  method: 'post',
  path: '/api/processes/session',
  summary: 'A pass for Temporal UI, as a cookie; it lives as long as the UI is used and the session lives',
  body: z.strictObject({}),
  answer: z.object({ url: z.string() }),
  async handle({ services, actor, res, db, by }) {
    const { settings } = services
    const at = { tenant_id: actor.tenant_id, session_id: actor.session_id, user_id: actor.id }
    await writeAudit(db, by, { action: 'processes.opened', resource: 'process' })
    res.setHeader('Set-Cookie', passCookies(settings, issuePass(settings.CIEN_SECRET, at, Date.now())))
    return { url: `/temporal/namespaces/${encodeURIComponent(settings.TEMPORAL_NAMESPACE)}/workflows` }
  },
})

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const base64 = (max: number) => z.string().max(max).regex(BASE64, 'must be base64')
/** What Temporal may add to a payload is passed through, so its names are not ours to know. */
const payload = z
  .looseObject({ metadata: record(base64(20_000), 50).optional(), data: base64(1_000_000).optional() })
  .meta({ maxProperties: 50 })
const payloads = z.array(payload).max(1000)

/** Own payloads decoded, all others exactly as they came; the audit tells of those that were opened, before anybody has them. */
async function decoded(call: Call<unknown, unknown, { payloads: z.output<typeof payloads> }>): Promise<unknown[]> {
  const { actor, services, body, db, by } = call
  let decoded = 0
  const open = openFor(services.ring, (tenant_id) => actor.user_type === 'super_admin' || tenant_id === actor.tenant_id)
  const answers = await Promise.all(
    body.payloads.map(async (given) => {
      const payload = encryptedIn(given)
      const opened = payload && (await open(payload))
      if (opened === undefined || opened === payload) return given
      decoded += 1
      return payloadToJSON(opened)
    }),
  )
  if (decoded > 0) await writeAudit(db, by, { action: 'processes.decoded', resource: 'process', data: { payloads: decoded } })
  return answers
}

const decode = action({
  ...shared,
  method: 'post',
  path: '/api/codec/decode',
  summary: "Temporal's remote codec: decodes the payloads that the caller may read, leaves the others",
  query: z.strictObject({ preserveStorageRefs: z.string().max(10).optional() }),
  body: z.strictObject({ payloads }),
  answer: { media: 'application/json', schema: z.object({ payloads: z.array(payload) }) },
  async handle(call) {
    const payloads = await decoded(call)
    call.res.setHeader('Cache-Control', 'no-store')
    call.res.json({ payloads })
    return HANDLED
  },
})

export const processRoutes: Route[] = [list, session, decode]

const ALLOWED_HEADERS = 'content-type, x-namespace, authorization, authorization-extras'

/** Before the decoder: Temporal UI's own address may call it from the browser, with the pass instead of a token. */
export function codecDoor({ settings, tokens }: Services) {
  const ui_origin = settings.TEMPORAL_UI_URL === undefined ? undefined : new URL(settings.TEMPORAL_UI_URL).origin
  return async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    const origin = req.get('Origin')
    if (origin !== undefined && origin === ui_origin) {
      res.setHeader('Access-Control-Allow-Origin', origin)
      res.setHeader('Access-Control-Allow-Credentials', 'true')
      res.setHeader('Vary', 'Origin')
      if (req.method === 'OPTIONS') {
        res.setHeader('Access-Control-Allow-Methods', 'POST, OPTIONS')
        res.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS)
        res.setHeader('Access-Control-Max-Age', '600')
        return void res.status(204).end()
      }
    }
    const pass = req.get('Authorization') === undefined ? passOf(req.get('Cookie')) : undefined
    const session = pass === undefined ? undefined : readPass(settings.CIEN_SECRET, pass, Date.now())
    // The pass names a session; whether it lives and what it may is checked on the way of every request.
    if (session) req.headers.authorization = `Bearer ${await tokens.issue(session)}`
    next()
  }
}
