/** What the menu offers a person: entries follow their kind and rights; the server decides each request anyway. */
import { useQuery } from '@tanstack/react-query'
import {
  BookOpen,
  Boxes,
  Building,
  Building2,
  CalendarClock,
  CalendarDays,
  ClipboardPen,
  Clock,
  FileText,
  FolderKanban,
  Handshake,
  HardHat,
  HelpCircle,
  Image,
  Inbox,
  Layers,
  LayoutDashboard,
  type LucideIcon,
  Mail,
  MapPin,
  PenLine,
  Receipt,
  Rocket,
  ScrollText,
  Shield,
  Tags,
  Users,
  UsersRound,
  Workflow,
  Wrench,
} from 'lucide-react'
import { resourcesQuery } from '../api/queries'
import type { Me, ResourceDefinition } from '../api/types'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import type { Dictionary } from '../language/en'
import { hasOwnPages, listAddress } from '../record/address'
import { useMe } from './me'
import { moneyItems } from './money-menu'
import { portalMenus } from './portal-menu'

export interface MenuItem {
  to: string
  /** The addresses it stands for, where they are more than those below `to`. */
  within?: string
  label: string
  icon: LucideIcon
}

export interface MenuGroup {
  title: string
  items: MenuItem[]
}

const RESOURCE_ICONS: Record<string, LucideIcon> = {
  locations: MapPin,
  'trade-types': Wrench,
  'document-types': Tags,
  'phase-library': Layers,
  'subcontractor-categories': Boxes,
  'project-templates': FolderKanban,
  staff: UsersRound,
  subcontractors: HardHat,
  calendars: CalendarClock,
  'daily-logs': ClipboardPen,
  'material-stock': Boxes,
  'project-members': UsersRound,
}
/** Records that are work rather than reference. */
const WORK: Record<string, LucideIcon> = {
  projects: Building2,
  proposals: Handshake,
  calendar: CalendarDays,
  gallery: Image,
  expenses: Receipt,
}
/** Records that are reached through what they belong to: a project's phases stand on its page. */
const WITHIN = new Set(['phases'])

const office = (me: Me): boolean => me.user_type === 'admin' || me.user_type === 'staff'
const may = (me: Me, slug: string): boolean => office(me) && me.permissions.includes(slug)

function workItems(me: Me, text: Dictionary, resources: ResourceDefinition[]): MenuItem[] {
  const items: MenuItem[] = [{ to: '/inbox', label: text.tasks.title, icon: Inbox }]
  if (may(me, 'dashboard.view')) items.unshift({ to: '/dashboard', label: text.dashboard.title, icon: LayoutDashboard })
  if (may(me, 'documents.view') || may(me, 'documents.create'))
    items.push({ to: '/documents', label: text.documents.title, icon: FileText })
  for (const each of resources.filter(({ name, can }) => WORK[name] && can.view))
    items.push({ to: listAddress(each.name), label: wordOf(text, 'titles', each.title), icon: WORK[each.name] ?? BookOpen })
  if (may(me, 'processes.view')) items.push({ to: '/processes', label: text.processes.title, icon: Workflow })
  return items
}

const dataItems = (me: Me, text: Dictionary, resources: ResourceDefinition[]): MenuItem[] => [
  ...(me.user_type === 'admin' ? [{ to: '/setup', label: text.setup.open, icon: Rocket }] : []),
  ...resources
    .filter((each) => each.can.view && !hasOwnPages(each.name) && !WITHIN.has(each.name))
    .map((each) => ({
      to: `/records/${each.name}`,
      label: wordOf(text, 'titles', each.title),
      icon: RESOURCE_ICONS[each.name] ?? BookOpen,
    })),
]

function controlItems(me: Me, text: Dictionary): MenuItem[] {
  const admin = me.user_type === 'admin'
  const items: (MenuItem | false)[] = [
    admin && { to: '/people', label: text.people.users, icon: Users },
    may(me, 'manage_roles') && { to: '/roles', label: text.people.roles, icon: Shield },
    may(me, 'audit.view') && { to: '/audit', label: text.audit.title, icon: ScrollText },
    admin && { to: '/why', label: text.why.title, icon: HelpCircle },
    admin && { to: '/settings/tasks', label: text.settings.tasks, icon: Clock },
    may(me, 'settings.view') && { to: '/settings/signature', label: text.settings.signature, icon: PenLine },
    admin && { to: '/settings/outbox', label: text.settings.outbox, icon: Mail },
  ]
  return items.filter((item) => item !== false)
}

/** The groups of the menu, empty ones left out. */
export function useMenu(): MenuGroup[] {
  const text = useText()
  const me = useMe()
  const resources = useQuery({ ...resourcesQuery(), enabled: me !== null && office(me) }).data ?? []
  if (!me) return []
  const portal = portalMenus[me.user_type]
  if (portal) return [{ title: text.app.work, items: portal(text) }]
  const groups: MenuGroup[] = [
    { title: text.app.work, items: workItems(me, text, resources) },
    { title: text.money.title, items: moneyItems((slug) => may(me, slug), text) },
    { title: text.app.data, items: office(me) ? dataItems(me, text, resources) : [] },
    { title: text.app.control, items: controlItems(me, text) },
    {
      title: text.app.platform,
      items: me.user_type === 'super_admin' ? [{ to: '/platform/businesses', label: text.platform.businesses, icon: Building }] : [],
    },
  ]
  return groups.filter((group) => group.items.length > 0)
}
