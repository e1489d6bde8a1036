/** The dashboard of the business (PRJ-12): what stands where, what waits, what is owed. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { day } from '../../domain/kit/fields'
import { invalid } from '../../domain/errors'
import { formatMoney } from '../../domain/money'
import { PROJECT_STATUSES } from '../../domain/rules/projects'
import { countUpcoming } from '../../db/projects'
import { countByStatus } from '../../db/kit/counts'
import { countOpenTasks, type DayRow, daysBetween, totalLiability } from '../../db/reports/dashboard'
import { voucherPiles } from '../../db/vouchers'
import { action, type Call, type Route } from '../kit/route'
import { accountLedgerRoutes } from './account-ledger'
import { statementRoutes } from './statements'

const MOST_DAYS = 366

const pileView = z.object({ count: z.int(), amount: z.string() })
const view = z.object({
  projects: z.object(Object.fromEntries(PROJECT_STATUSES.map((status) => [status, z.int()]))),
  upcoming_event_count: z.int(),
  open_tasks: z.record(z.string(), z.int()),
  vouchers: z.object({ submitted: pileView, approved_unpaid: pileView }),
  total_liability: z.string(),
  overdue_tickets: z.int(),
  currency: z.string(),
  series: z
    .array(z.object({ date: z.string(), proposals_approved: z.int(), proposals_amount: z.string(), payments: z.string() }))
    .nullable()
    .meta({ description: 'A row for each day between from and to, when they are given' }),
})

const query = z.strictObject({ from: day().optional(), to: day().optional() })

/** The days of the series; the month before `to`, or up to today, where only one end is given. */
function daysIn(asked: z.output<typeof query>, zone: string): { from: string; to: string; zone: string } | undefined {
  if (asked.from === undefined && asked.to === undefined) return undefined
  const today = DateTime.utc().setZone(zone)
  const to = asked.to ?? (asked.from !== undefined && asked.from > today.toFormat('yyyy-MM-dd') ? asked.from : today.toFormat('yyyy-MM-dd'))
  const from = asked.from ?? DateTime.fromISO(to).minus({ days: 30 }).toFormat('yyyy-MM-dd')
  const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days
  if (days < 0) throw invalid({ to: ['The to field must not be before from.'] })
  if (days >= MOST_DAYS) throw invalid({ to: [`The period must not be longer than ${MOST_DAYS} days.`] })
  return { from, to, zone }
}

const presentDay = (row: DayRow, currency: string): Record<string, unknown> => ({
  ...row,
  proposals_amount: formatMoney(row.proposals_amount, currency),
  payments: formatMoney(row.payments, currency),
})

async function dashboardOf({ db, actor }: Pick<Call, 'db' | 'actor'>, asked: z.output<typeof query>): Promise<unknown> {
  const { base_currency: currency, time_zone } = actor.business
  const days = daysIn(asked, time_zone)
  const [projects, upcoming_event_count, open_tasks, liability, piles, series] = await Promise.all([
    countByStatus(db, 'projects', PROJECT_STATUSES),
    countUpcoming(db),
    countOpenTasks(db),
    totalLiability(db),
    voucherPiles(db),
    days ? daysBetween(db, days) : null,
  ])
  const pile = ({ count, amount }: { count: number; amount: bigint }) => ({ count, amount: formatMoney(amount, currency) })
  return {
    projects,
    upcoming_event_count,
    open_tasks,
    vouchers: { submitted: pile(piles.submitted), approved_unpaid: pile(piles.approved_unpaid) },
    total_liability: formatMoney(liability, currency),
    // There are no tickets before their module keeps any.
    overdue_tickets: 0,
    currency,
    series: series?.map((row) => presentDay(row, currency)) ?? null,
  }
}

export const reportRoutes: Route[] = [
  ...statementRoutes,
  ...accountLedgerRoutes,
  action({
    method: 'get',
    path: '/api/admin/dashboard',
    heavy: true,
    permission: 'dashboard.view',
    tag: 'dashboard',
    summary: 'What stands where, what waits for whom, what is owed',
    query,
    answer: view,
    handle: (call) => dashboardOf(call, call.query),
  }),
]
