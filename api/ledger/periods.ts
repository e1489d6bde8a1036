/** Periods: listed, asked to be closed and opened again (api.md §6). */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { longText } from '../../domain/kit/fields'
import { answerOf } from '../../domain/kit/resource'
import { periods as resource } from '../../domain/records/ledger'
import { findRecord, requireRecord, type Row } from '../../db/kit/records'
import { ensurePeriod, hasProcess } from '../../db/ledger/periods'
import { liveTaskOf } from '../../db/tasks/reads'
import { crud, idParams } from '../kit/crud'
import { sendMessage, startProcess } from '../kit/messages'
import { presenterOf } from '../kit/present'
import { action, type Call, type Route } from '../kit/route'
import { processLink, processOf, storyRoutes } from '../kit/story'
import { presentTask, taskView } from '../tasks/present'

const item = z.object({ key: z.string(), count: z.int(), blocking: z.boolean() })
const view = answerOf(resource)
const detail = view.extend({ checklist: z.array(item), task: taskView.nullable(), process: processLink.nullable() })
const present = presenterOf(resource)
const permission = 'periods.manage'

async function detailOf(call: Call, row: Row): Promise<Record<string, unknown>> {
  const [task, process] = await Promise.all([liveTaskOf(call.db, row.id), processOf(call, row.id)])
  const shown = task ? presentTask(task, call.actor, call.services.policies) : null
  return { ...present(row, call.actor.business.base_currency), checklist: row.checklist, task: shown, process }
}

/** The id of the month, whose process is begun when it is asked something for the first time. */
async function ensureProcess(call: Call, month: string): Promise<string> {
  const { id } = await ensurePeriod(call.db, month)
  if (!(await hasProcess(call.db, id))) await startProcess(call, { type: 'period', summary: `Period ${month}`, record_id: id })
  return id
}

const monthParams = z.object({ month: z.string().max(40) })

/** A month as it stands in the path, or 422. */
function monthIn(text: string): string {
  if (!/^(19|2\d)\d\d-(0[1-9]|1[0-2])$/.test(text)) throw invalid({ month: ['The month must be written as YYYY-MM.'] })
  return text
}

const request = (kind: 'close' | 'reopen', summary: string): Route =>
  action({
    method: 'post',
    path: `/api/admin/periods/:month/${kind}`,
    permission,
    tag: 'periods',
    summary,
    status: 202,
    params: monthParams,
    body: z.strictObject({ reason: longText('reason', 5000).min(1), version: z.int().min(1).optional() }),
    answer: detail,
    async handle(call) {
      const month = monthIn(call.params.month)
      const { reason, version } = call.body
      const id = await ensureProcess(call, month)
      await sendMessage(call, { type: 'period', id }, { kind, comment: reason, ...(version === undefined ? {} : { version }) })
      return detailOf(call, requireRecord(await findRecord(call.db, resource, id)))
    },
  })

const one = action({
  method: 'get',
  path: '/api/admin/periods/:id',
  permission,
  tag: 'periods',
  summary: 'One period with its checklist, its task and its process',
  params: idParams,
  answer: detail,
  handle: async (call) => detailOf(call, requireRecord(await findRecord(call.db, resource, call.params.id))),
})

const [list] = crud(resource, { without: ['post', 'get', 'put', 'delete'] })

const stories = storyRoutes({
  path: '/api/admin/periods',
  type: resource.type,
  tag: 'periods',
  permission,
  admit: async (call) => requireRecord(await findRecord(call.db, resource, call.params.id)),
})

export const periodRoutes: Route[] = [
  ...(list ? [{ ...list, permission, resource }] : []),
  { ...one, resource },
  request('close', 'Ask to close a month'),
  request('reopen', 'Ask to open a closed month again'),
  ...stories,
]
