/** Expenses: a process from the draft to what is payable; the office by slug, contractors their own. */
import { z } from 'zod'
import { type Actor, holds } from '../../domain/actor'
import { invalid, notFound } from '../../domain/errors'
import { filePath, longText } from '../../domain/kit/fields'
import { answerOf, createBody, updateBody } from '../../domain/kit/resource'
import { expenses as resource } from '../../domain/records/projects'
import { EXPENSE_STATUSES, type ExpenseStatus } from '../../domain/rules/projects/expenses'
import { fitsStatus } from '../../domain/kit/process/judge'
import type { Said } from '../../domain/kit/process/types'
import { expenseProcess } from '../../domain/processes/expenses'
import { checkUpload, type FileRow, findFile, findUsed } from '../../db/files'
import { worksOn } from '../../db/projects/members'
import { belongingTo, findOwn } from '../../db/projects/own'
import { inTransaction } from '../../db/kit/client'
import { requireReferences, type Row } from '../../db/kit/records'
import { liveTaskOf } from '../../db/tasks/reads'
import { idParams, moneyIn } from '../kit/crud'
import { madeBefore } from '../kit/made-before'
import { sendMessage, startProcess } from '../kit/messages'
import { presenterOf } from '../kit/present'
import { action, type Call, type Route } from '../kit/route'
import { serveFile } from '../kit/serve-file'
import { processLink, processOf, storyRoutes } from '../kit/story'
import { presentTask, taskView } from '../tasks/present'
import { behind, type Door, LEFT, officeDoor, portalDoor, readRoutes, requireProject, requireStill } from './door'

const present = presenterOf(resource)
const view = answerOf(resource).extend({ currency: z.string(), has_file: z.boolean() })
const ability = z.object({ allowed: z.boolean(), reason: z.string().nullable(), explain: z.string().nullable() })
const receiptView = z.object({ original_name: z.string(), mime_type: z.string(), size_bytes: z.int(), sha256: z.string() })
const detail = view.extend({
  receipt: receiptView.nullable(),
  can: z.record(z.string(), ability),
  task: taskView.nullable(),
  process: processLink.nullable(),
})

const show = (row: Row): Record<string, unknown> => ({
  ...present(row, String(row.currency)),
  currency: row.currency,
  has_file: row.file_id !== null,
})

const isOffice = ({ user_type }: Actor): boolean => user_type === 'admin' || user_type === 'staff'

/** What the reader may do now, and why not; whoever is let in by a portal acts on their own, while they work on its project. */
function abilitiesOf(actor: Actor, status: ExpenseStatus, on_project: boolean): Record<string, z.infer<typeof ability>> {
  const may = !isOffice(actor) || holds(actor, 'expenses.manage')
  return Object.fromEntries(
    ['edit', 'remove', 'submit'].map((name) => {
      if (!may) return [name, { allowed: false, reason: 'expenses.manage', explain: 'Your role does not hold expenses.manage.' }]
      if (!on_project && name !== 'remove') return [name, { allowed: false, ...LEFT }]
      const fits = fitsStatus(expenseProcess, name, status)
      return [name, { allowed: fits, reason: fits ? null : 'illegal_transition', explain: fits ? null : `Not while it is ${status}.` }]
    }),
  )
}

/** The file behind an expense and the name it came with. */
async function receiptOf(call: Call, row: Row): Promise<{ file: FileRow; name: string } | undefined> {
  if (typeof row.file_id !== 'string') return undefined
  const [file, used] = await Promise.all([findFile(call.db, row.file_id), findUsed(call.db, `${resource.type}/${row.id}`)])
  return file && { file, name: used?.original_name ?? 'receipt' }
}

async function detailOf(call: Call, row: Row): Promise<Record<string, unknown>> {
  const { actor, db } = call
  const [task, process, kept, on_project] = await Promise.all([
    liveTaskOf(db, row.id),
    processOf(call, row.id),
    receiptOf(call, row),
    isOffice(actor) || worksOn(db, actor.id, String(row.project_id)),
  ])
  const shown = task ? presentTask(task, actor, call.services.policies) : null
  const receipt = kept
    ? { original_name: kept.name, mime_type: kept.file.mime_type, size_bytes: Number(kept.file.size_bytes), sha256: kept.file.sha256 }
    : null
  return { ...show(row), receipt, can: abilitiesOf(actor, row.status as ExpenseStatus, on_project), task: shown, process }
}

type Body = Record<string, unknown>

/** Checks references, amount and receipt before the process hears of them; amounts as text, because messages are JSON. */
async function valuesIn(call: Call, body: Body, currency: string): Promise<Body> {
  const { file_path, ...values } = body
  const read = moneyIn(resource, values, currency)
  if (read.amount === 0n) throw invalid({ amount: ['The amount field must be greater than 0.'] })
  await inTransaction(call.db, (trx) => requireReferences(trx, resource, values))
  if (typeof file_path === 'string') await checkUpload(call.db, { file_path, user_id: call.actor.id })
  return {
    ...read,
    ...(typeof read.amount === 'bigint' ? { amount: read.amount.toString() } : {}),
    ...(file_path === undefined ? {} : { file_path }),
  }
}

async function start(call: Call<unknown, unknown, Body>): Promise<void> {
  const currency = call.actor.business.base_currency
  const said = Object.fromEntries(Object.entries(call.body).filter(([, value]) => value != null))
  const data = { ...(await valuesIn(call, said, currency)), currency }
  await startProcess(call, { type: 'expense', summary: `Expense ${String(call.body.category)}`, data })
}

/** Sends a message to the expense's process and answers the record as it is then. */
async function tell(door: Door, call: Call<{ id: string }>, message: Said): Promise<unknown> {
  await sendMessage(call, { type: 'expense', id: call.params.id }, message)
  return message.kind === 'remove' ? null : detailOf(call, await behind(door, resource, call))
}

const receipt = { file_path: filePath('file_path').nullish() }

const createRoute = (door: Door): Route =>
  action({
    method: 'post',
    path: door.path,
    permission: door.manage,
    tag: door.tag,
    resource,
    summary: 'Enter an expense',
    status: 201,
    body: createBody(resource).extend(receipt),
    answer: detail,
    async handle(call) {
      const own = { id: call.effect_id, narrow: door.narrow(call) }
      if (!(await madeBefore(call, () => findOwn(call.db, resource, own)))) {
        await requireProject(call, door, (call.body as Body).project_id)
        await start(call)
      }
      return detailOf(call, await behind(door, resource, { ...call, params: { id: call.effect_id } }))
    },
  })

const changeRoute = (door: Door): Route =>
  action({
    method: 'put',
    path: `${door.path}/:id`,
    permission: door.manage,
    tag: door.tag,
    resource,
    summary: 'Change an expense that is not submitted',
    params: idParams,
    body: updateBody(resource).extend(receipt),
    answer: detail,
    async handle(call) {
      const row = await behind(door, resource, call)
      const { version, ...values } = call.body as Body & { version: number }
      await requireStill(call, door, row.project_id)
      await requireProject(call, door, values.project_id)
      return tell(door, call, { kind: 'edit', version, data: await valuesIn(call, values, String(row.currency)) })
    },
  })

const removeRoute = (door: Door): Route =>
  action({
    method: 'delete',
    path: `${door.path}/:id`,
    permission: door.manage,
    tag: door.tag,
    resource,
    summary: 'Delete an expense that is not submitted',
    params: idParams,
    answer: z.null(),
    async handle(call) {
      await behind(door, resource, call)
      return tell(door, call, { kind: 'remove' })
    },
  })

const submitRoute = (door: Door): Route =>
  action({
    method: 'post',
    path: `${door.path}/:id/submit`,
    permission: door.manage,
    tag: door.tag,
    summary: 'Submit an expense for approval',
    params: idParams,
    body: z.strictObject({ comment: longText('comment', 5000).nullish(), version: z.int().min(1).optional() }),
    answer: detail,
    async handle(call) {
      const { project_id } = await behind(door, resource, call)
      await requireStill(call, door, project_id)
      return tell(door, call, { kind: 'submit', ...call.body })
    },
  })

const fileRoute = (door: Door): Route =>
  action({
    method: 'get',
    path: `${door.path}/:id/file`,
    permission: door.view,
    tag: door.tag,
    summary: 'Its receipt',
    params: idParams,
    query: z.strictObject({ download: z.enum(['0', '1']).optional() }),
    answer: { media: 'application/octet-stream' },
    async handle(call) {
      const row = await behind(door, resource, call)
      const kept = await receiptOf(call, row)
      if (!kept) throw notFound()
      const download = call.query.download === '1'
      const seen = {
        action: download ? 'expenses.downloaded' : 'expenses.viewed',
        resource: resource.type,
        resource_id: row.id,
        record_version: row.version,
        data: { sha256: kept.file.sha256 },
      }
      return serveFile(call, { store: call.services.files, ...kept, download, seen })
    },
  })

function doorRoutes(door: Door): Route[] {
  const [list] = readRoutes(door, resource, { answer: view, show, values: { status: EXPENSE_STATUSES } })
  const { path, tag, view: permission } = door
  const one = action({
    method: 'get',
    path: `${path}/:id`,
    permission,
    tag,
    resource,
    summary: 'One expense with its task and process',
    params: idParams,
    answer: detail,
    handle: async (call) => detailOf(call, await behind(door, resource, call)),
  })
  const stories = storyRoutes({ path, type: resource.type, tag, permission, admit: (call) => behind(door, resource, call) })
  return [
    ...(list ? [list] : []),
    one,
    createRoute(door),
    changeRoute(door),
    removeRoute(door),
    submitRoute(door),
    fileRoute(door),
    ...stories,
  ]
}

export const expenseRoutes: Route[] = [
  ...doorRoutes(officeDoor(resource)),
  ...doorRoutes(portalDoor('/api/contractor/expenses', (id) => belongingTo('created_by_id', id))),
]
