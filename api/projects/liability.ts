/** The lists behind what is owed: the projects of the business, and the records of one project; each says what it adds up to. */
import { z } from 'zod'
import { holds } from '../../domain/actor'
import { formatMoney } from '../../domain/money'
import { PROJECT_STATUSES } from '../../domain/rules/projects'
import { LIABILITY_PARTS, liabilityOf, type LiabilityPart, projectsOwed } from '../../db/projects/liability'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, Reply, type Route } from '../kit/route'
import { amountsIn, loadProject } from './answers'

const shared = { method: 'get', permission: 'projects.view', tag: 'projects' } as const
const carried = { created_at: z.iso.datetime(), updated_at: z.iso.datetime(), version: z.int() }
const summed = {
  sum: z.string().meta({ description: 'What all rows of the list add up to, on whichever page they are' }),
  currency: z.string(),
}

const OWED_AMOUNTS = ['contract_value', 'budget_consumed', 'vo_exposure', 'dwo_exposure', 'total_liability'] as const
const owed = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.string(),
  currency: z.string(),
  ...Object.fromEntries(OWED_AMOUNTS.map((name) => [name, z.string()])),
  ...carried,
})

const ofBusiness = action({
  ...shared,
  path: '/api/admin/projects/liability',
  heavy: true,
  summary: 'Projects with what they consumed and are exposed to; their sum is the total liability of the dashboard',
  query: listQuery({
    filter: ['status'],
    sort: ['total_liability', 'contract_value', 'name'],
    default_sort: '-total_liability',
    values: { status: PROJECT_STATUSES },
  }),
  answer: z.array(owed),
  meta: listMeta.extend(summed),
  async handle({ db, query, actor }) {
    const currency = actor.business.base_currency
    const { rows, total, sum } = await projectsOwed(db, query)
    const shown = rows.map((row) => ({
      ...row,
      ...amountsIn(Object.fromEntries(OWED_AMOUNTS.map((name) => [name, row[name]])), row.currency),
    }))
    return new Reply(shown, { meta: { ...metaOfPage(query, total), sum: formatMoney(sum, currency), currency } })
  },
})

const SLUGS: Record<LiabilityPart, string> = {
  budget_consumed: 'ledgers.view',
  vo_exposure: 'variation_orders.view',
  dwo_exposure: 'daywork_orders.view',
}

const behind = z.object({
  id: z.uuid(),
  part: z.enum(LIABILITY_PARTS),
  number: z.string().nullable(),
  title: z.string().nullable(),
  status: z.string(),
  day: z.iso.date(),
  amount: z.string(),
  ...carried,
})

const ofProject = action({
  ...shared,
  path: '/api/admin/projects/:id/liability',
  summary: 'The payments, variation orders and daywork orders that make up the liability of a project',
  params: idParams,
  query: listQuery({
    filter: ['part'],
    sort: ['day', 'amount', 'created_at'],
    default_sort: '-day',
    values: { part: LIABILITY_PARTS },
  }),
  answer: z.array(behind),
  meta: listMeta.extend({
    ...summed,
    hidden: z.array(z.enum(LIABILITY_PARTS)).meta({ description: 'Parts whose records the reader may not see; the sum is without them' }),
  }),
  async handle(call) {
    const { db, query, actor } = call
    const project = await loadProject(call, call.params.id)
    const asked = LIABILITY_PARTS.filter((part) => query.filters.part?.includes(part) ?? true)
    const parts = asked.filter((part) => holds(actor, SLUGS[part]))
    const { rows, total, sum } = await liabilityOf(db, query, { project_id: project.id, parts })
    const currency = String(project.currency)
    const shown = rows.map((row) => ({ ...row, amount: formatMoney(row.amount, currency) }))
    const hidden = asked.filter((part) => !parts.includes(part))
    return new Reply(shown, { meta: { ...metaOfPage(query, total), sum: formatMoney(sum, currency), currency, hidden } })
  },
})

export const liabilityRoutes: Route[] = [ofBusiness, ofProject]
