/** `POST …/projects/:id/transition`: a project moves exactly as ADM-004 says, and ends only when nothing of it is open. */
import { z } from 'zod'
import { conflict, staleVersion } from '../../domain/errors'
import { choice, longText } from '../../domain/kit/fields'
import { projects } from '../../domain/records/projects'
import { isEnd, mayBecome, PROJECT_STATUSES, projectTransitions, type ProjectStatus } from '../../domain/rules/projects'
import { moveProject, openProcessesOf } from '../../db/projects'
import { inTransaction, type Trx } from '../../db/kit/client'
import { lockRecord, requireRecord, type Row } from '../../db/kit/records'
import { type By, writeAudit, writeHistory, writeTimeline } from '../../db/kit/trail'
import { idParams } from '../kit/crud'
import { action, type Route } from '../kit/route'
import { detailOf, projectDetail } from './answers'

const body = z.strictObject({
  status: choice('status', PROJECT_STATUSES),
  reason: longText('reason', 5000).nullish(),
  version: z.int().min(1).optional(),
})
type Asked = z.output<typeof body>

/** Throws the 409 that forbids the move. */
async function refuse(trx: Trx, project: Row, asked: Asked): Promise<void> {
  const status = project.status as ProjectStatus
  const current = { status, version: project.version }
  if (asked.version !== undefined && asked.version !== project.version) throw staleVersion(current)
  const allowed = [...projectTransitions[status]]
  if (!mayBecome(status, asked.status)) {
    throw conflict('illegal_transition', `A project that is ${status} cannot become ${asked.status}.`, { current, allowed })
  }
  const open = isEnd(asked.status) ? await openProcessesOf(trx, project.id) : []
  if (open.length > 0) {
    throw conflict('open_processes', `Work of this project is still open: ${open.length} to decide or withdraw first.`, {
      current,
      open,
      allowed: allowed.filter((to) => !isEnd(to)),
    })
  }
}

const TITLES: Record<ProjectStatus, string> = {
  draft: 'Back to draft',
  active: 'Work goes on',
  on_hold: 'Put on hold',
  completed: 'Completed',
  cancelled: 'Cancelled',
}

/** History, timeline and audit of a move. */
async function tell(trx: Trx, by: By, move: { project: Row; asked: Asked; version: number }): Promise<void> {
  const { project, asked, version } = move
  const about = { record_type: projects.type, record_id: project.id }
  const changes: Record<string, [unknown, unknown]> = { status: [project.status, asked.status] }
  await Promise.all([
    writeHistory(trx, by, { ...about, record_version: version, action: asked.status, changes }),
    writeTimeline(trx, by, { ...about, kind: `project.${asked.status}`, title: TITLES[asked.status], comment: asked.reason ?? null }),
    writeAudit(trx, by, {
      action: 'projects.transition',
      resource: projects.type,
      resource_id: project.id,
      data: { from: project.status, to: asked.status, reason: asked.reason ?? null },
    }),
  ])
}

export const transitionRoute: Route = action({
  method: 'post',
  path: '/api/admin/projects/:id/transition',
  permission: 'projects.manage',
  tag: 'projects',
  summary: 'Move a project to its next status',
  params: idParams,
  body,
  answer: projectDetail,
  async handle(call) {
    const { id } = call.params
    await inTransaction(call.db, async (trx) => {
      const project = requireRecord(await lockRecord(trx, projects, id))
      // A repeated request whose first try got through finds its work done.
      if (call.repeated && project.status === call.body.status) return
      await refuse(trx, project, call.body)
      const version = await moveProject(trx, id, call.body.status)
      await tell(trx, call.by, { project, asked: call.body, version })
    })
    return detailOf(call, id)
  },
})
