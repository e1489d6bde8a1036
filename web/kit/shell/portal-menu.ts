/** What the menus of the portals offer: what is one's own, the most used first. */
import {
  Boxes,
  Building2,
  CalendarDays,
  ClipboardPen,
  Clock,
  FileText,
  Handshake,
  House,
  Image,
  Inbox,
  MapPin,
  Receipt,
  Scale,
  Ticket,
} from 'lucide-react'
import type { UserType } from '../../../domain/actor'
import type { Me } from '../api/types'
import type { Dictionary } from '../language/en'
import { wordOf } from '../language/words'
import type { MenuItem } from './menu'

type Items = (text: Dictionary) => MenuItem[]

const inbox: Items = (text) => [{ to: '/inbox', label: text.tasks.title, icon: Inbox }]

const employee: Items = (text) => [
  { to: '/clock', label: text.clock.title, icon: Clock },
  { to: '/calendar', label: text.calendar.title, icon: CalendarDays },
  { to: '/site-visits', label: text.calendar.siteVisits, icon: MapPin },
  { to: '/gallery', label: text.gallery.title, icon: Image },
  ...inbox(text),
]

const contractor: Items = (text) => [
  { to: '/contractor', label: text.portal.home, icon: House },
  { to: '/records/daily-logs', label: wordOf(text, 'titles', 'daily_logs'), icon: ClipboardPen },
  { to: '/expenses', label: text.expenses.title, icon: Receipt },
  { to: '/records/material-stock', label: text.portal.materials, icon: Boxes },
  { to: '/contractor/vouchers', label: text.portal.vouchers, icon: Ticket },
  { to: '/contractor/ledger', label: text.portal.ledger, icon: Scale },
  ...inbox(text),
]

const client: Items = (text) => [
  { to: '/client/projects', label: wordOf(text, 'titles', 'projects'), icon: Building2 },
  { to: '/client/proposals', label: text.portal.proposals, icon: Handshake },
  { to: '/client/documents', label: text.portal.documents, icon: FileText },
  { to: '/gallery', label: text.gallery.title, icon: Image },
  ...inbox(text),
]

/** The menus of the portals by kind of person. */
export const portalMenus: Partial<Record<UserType, Items>> = { employee, contractor, client }

const STARTS: Partial<Record<UserType, string>> = { employee: '/clock', contractor: '/contractor', client: '/client/projects' }

/** Where a person starts: in their portal; in the office with the figures, where they hold them, else with their work. */
export const startOf = (me: Me | null): string =>
  (me && STARTS[me.user_type]) ?? (me?.permissions.includes('dashboard.view') ? '/dashboard' : '/inbox')
