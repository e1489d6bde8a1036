/** `GET …/projects/:id/summary`: money and progress of a project by the formulas of seed C (ADM-004, ADM-006). */
import { z } from 'zod'
import { financialSummary, type PhaseFacts, projectProgress } from '../../domain/rules/projects'
import { countUpcoming, sumsOf } from '../../db/projects'
import { phasesOf } from '../../db/projects/phases'
import { idParams } from '../kit/crud'
import { action, type Route } from '../kit/route'
import { amountsIn, loadProject } from './answers'

const AMOUNTS = [
  'contract_value',
  'budget_consumed',
  'vo_exposure',
  'dwo_exposure',
  'total_liability',
  'remaining',
  'approved_vo_total',
  'pending_vo_total',
] as const

const view = z.object({
  ...Object.fromEntries(AMOUNTS.map((name) => [name, z.string()])),
  currency: z.string(),
  project_progress: z.string(),
  current_phase_key: z.string().nullable(),
  upcoming_event_count: z.int(),
})

export const summaryRoute: Route = action({
  method: 'get',
  path: '/api/admin/projects/:id/summary',
  permission: 'projects.view',
  tag: 'projects',
  summary: 'Contract value, what is consumed, exposed and left, and progress',
  params: idParams,
  answer: view,
  async handle(call) {
    const { id } = call.params
    const project = await loadProject(call, id)
    const [sums, phases, upcoming_event_count]: [Awaited<ReturnType<typeof sumsOf>>, PhaseFacts[], number] = await Promise.all([
      sumsOf(call.db, id),
      phasesOf(call.db, id),
      countUpcoming(call.db, id),
    ])
    const currency = String(project.currency)
    const money = financialSummary({ contract_value: project.contract_value as bigint, ...sums })
    return {
      ...amountsIn(money, currency),
      currency,
      project_progress: projectProgress(phases),
      current_phase_key: project.current_phase_key ?? null,
      upcoming_event_count,
    }
  },
})
