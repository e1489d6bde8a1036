/** The figures of this moment. */
import { useQuery } from '@tanstack/react-query'
import { resourcesQuery } from '../kit/api/queries'
import { Tile, Tiles } from '../kit/charts/tile'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { listAddress } from '../kit/record/address'
import { useMe } from '../kit/shell/me'
import type { Query } from '../kit/api/client'
import type { Day } from './period'

interface Pile {
  count: number
  amount: string
}

/** `GET /api/admin/dashboard` */
export interface Dashboard {
  projects: Record<string, number>
  upcoming_event_count: number
  open_tasks: Record<string, number>
  vouchers: { submitted: Pile; approved_unpaid: Pile }
  total_liability: string
  overdue_tickets: number
  currency: string
  series: Day[] | null
}

/** The address of a list, where the reader may open it and Cien has it. */
export function useListLink(): (resource: string, query?: Query) => string | undefined {
  const resources = useQuery(resourcesQuery()).data ?? []
  return (resource, query) => (resources.some((each) => each.name === resource && each.can.view) ? listAddress(resource, query) : undefined)
}

const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0)

export function NowTiles({ now }: { now: Dashboard }) {
  const text = useText()
  const format = useFormat()
  const link = useListLink()
  const money = (amount: string): string => format.money(amount, now.currency)
  const watches = useMe()?.permissions.includes('processes.view') ?? false
  const { submitted, approved_unpaid } = now.vouchers
  const kinds = Object.entries(now.open_tasks).toSorted(([, a], [, b]) => b - a)
  const most = kinds[0] && `${wordOf(text, 'taskKinds', kinds[0][0])}: ${format.number(kinds[0][1])}`
  return (
    <Tiles label={text.dashboard.now}>
      <Tile
        label={text.dashboard.activeProjects}
        value={format.number(now.projects.active ?? 0)}
        note={text.dashboard.ofAll(total(now.projects))}
        to={link('projects', { 'filter[status]': 'active' })}
      />
      <Tile
        label={text.dashboard.openTasks}
        value={format.number(total(now.open_tasks))}
        note={most ?? text.dashboard.noTasks}
        to={watches && kinds.length > 0 ? `/processes?filter[task_kind]=${kinds.map(([kind]) => kind).join(',')}` : undefined}
      />
      <Tile
        label={text.dashboard.upcoming}
        value={format.number(now.upcoming_event_count)}
        to={link('calendar') && '/calendar/upcoming?sort=starts_at'}
      />
      <Tile
        label={text.dashboard.vouchersSubmitted}
        value={format.number(submitted.count)}
        note={money(submitted.amount)}
        to={link('vouchers', { 'filter[status]': 'submitted' })}
      />
      <Tile
        label={text.dashboard.vouchersUnpaid}
        value={format.number(approved_unpaid.count)}
        note={money(approved_unpaid.amount)}
        to={link('vouchers', { 'filter[status]': 'approved', 'filter[payment_status]': 'unpaid,partly_paid' })}
      />
      <Tile
        label={text.dashboard.liability}
        value={money(now.total_liability)}
        note={text.dashboard.liabilityHelp}
        to={link('projects') && '/projects/liability?sort=-total_liability'}
      />
      <Tile label={text.dashboard.overdueTickets} value={format.number(now.overdue_tickets)} to={link('tickets')} />
    </Tiles>
  )
}
