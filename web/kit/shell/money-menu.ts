/** The menu of money: what a person may read of it. */
import {
  BookOpen,
  CalendarCheck,
  ChartColumn,
  FilePlus2,
  Hourglass,
  ListTree,
  type LucideIcon,
  Receipt,
  ScrollText,
  ShieldCheck,
} from 'lucide-react'
import type { Dictionary } from '../language/en'
import { wordOf } from '../language/words'

interface Entry {
  to: string
  within?: string
  label: string
  icon: LucideIcon
  slug: string
}

/** Every page of money that `may` lets a person read. */
export function moneyItems(may: (slug: string) => boolean, text: Dictionary): Omit<Entry, 'slug'>[] {
  const { money } = text
  const all: Entry[] = [
    { to: '/vouchers', label: money.vouchers, icon: Receipt, slug: 'vouchers.view' },
    { to: '/variation-orders', label: wordOf(text, 'titles', 'variation_orders'), icon: FilePlus2, slug: 'variation_orders.view' },
    { to: '/daywork-orders', label: wordOf(text, 'titles', 'daywork_orders'), icon: Hourglass, slug: 'daywork_orders.view' },
    { to: '/ledger', label: money.ledger, icon: BookOpen, slug: 'ledgers.view' },
    { to: '/journals', label: money.journals, icon: ScrollText, slug: 'journals.view' },
    { to: '/accounts', label: money.chart, icon: ListTree, slug: 'accounts.view' },
    { to: '/reports/profit-and-loss', within: '/reports/', label: money.reports, icon: ChartColumn, slug: 'reports.view' },
    { to: '/periods', label: money.periods, icon: CalendarCheck, slug: 'periods.manage' },
    { to: '/ledger/verify', label: money.verify, icon: ShieldCheck, slug: 'ledgers.view' },
  ]
  return all.filter(({ slug }) => may(slug)).map(({ slug: _slug, ...item }) => item)
}
