/** What the palette finds: pages and actions at once, records of the kinds the person may see as the server answers. */
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  BookOpen,
  Building2,
  CalendarDays,
  FileText,
  Handshake,
  HardHat,
  Image,
  Languages,
  LogOut,
  type LucideIcon,
  MapPin,
  Moon,
  Plus,
  Receipt,
  Sun,
  Ticket,
  UserRound,
} from 'lucide-react'

import { inOffice, ownPath } from '../api/portal'
import { one, resourcesQuery } from '../api/queries'
import { signOut } from '../api/session'
import type { ResourceDefinition } from '../api/types'
import { useLanguage } from '../language/language'
import { wordOf } from '../language/words'
import { addressOfRecord, listAddress, recordAddress } from '../record/address'
import { useMe } from './me'
import { useMenu } from './menu'
import { matches } from '../language/plain'

export interface Found {
  key: string
  label: string
  /** What tells it from others of its name. */
  detail?: string
  kind?: string
  status?: string
  icon: LucideIcon
  run(): void
}

export interface FoundGroup {
  title: string
  items: Found[]
}

const RECORD_ICONS: Record<string, LucideIcon> = {
  project: Building2,
  proposal: Handshake,
  voucher: Ticket,
  subcontractor: HardHat,
  user: UserRound,
  expense: Receipt,
  calendar_event: CalendarDays,
  journal: BookOpen,
  account: BookOpen,
  ledger_entry: BookOpen,
  location: MapPin,
  gallery_item: Image,
}

/** Where a record of a kind is made. */
const newPageOf = (name: string): { to: string; search?: never } =>
  name === 'calendar' ? { to: '/calendar', search: { new: new Date().toISOString() } as never } : { to: `${listAddress(name)}/new` }

function useCreations(resources: ResourceDefinition[]): Found[] {
  const { text } = useLanguage()
  const go = useNavigate()
  const me = useMe()
  const made = resources
    .filter((each) => each.can.manage && each.methods.includes('post') && !['documents', 'users', 'roles'].includes(each.name))
    .map((each) => ({
      key: `new-${each.name}`,
      label: text.act.newOf(wordOf(text, 'types', each.type)),
      icon: Plus,
      run: () => void go(newPageOf(each.name)),
    }))
  const own = [
    { slug: 'documents.create', label: text.documents.upload, to: '/documents/new' },
    { slug: 'journals.manage', label: text.money.newJournal, to: '/journals/new' },
    { slug: 'journals.manage', label: text.import.title, to: '/journals/import' },
  ]
  for (const { slug, label, to } of own)
    if (me?.permissions.includes(slug)) made.unshift({ key: to.replace(/\W/g, '-'), label, icon: Plus, run: () => void go({ to }) })
  return made
}

/** Pages and actions whose words match. */
export function useFindActions(asked: string): FoundGroup[] {
  const { text, language, choose } = useLanguage()
  const go = useNavigate()
  const me = useMe()
  const resources = useQuery({ ...resourcesQuery(), enabled: me !== null && me.user_type !== 'super_admin' }).data ?? []
  const dark = useComputedColorScheme('light') === 'dark'
  const { setColorScheme } = useMantineColorScheme()
  const pages: Found[] = useMenu().flatMap((group) =>
    group.items.map(({ to, label, icon }) => ({ key: to.replace(/\W/g, '-'), label, kind: group.title, icon, run: () => void go({ to }) })),
  )
  pages.push({ key: 'me', label: text.app.profile, icon: UserRound, run: () => void go({ to: '/me' }) })
  const actions: Found[] = [
    ...useCreations(resources),
    {
      key: 'mode',
      label: dark ? text.palette.light : text.palette.dark,
      icon: dark ? Sun : Moon,
      run: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    {
      key: 'language',
      label: language === 'en' ? text.palette.toPortuguese : text.palette.toEnglish,
      icon: Languages,
      run: () => choose(language === 'en' ? 'pt' : 'en'),
    },
    { key: 'sign-out', label: text.act.signOut, icon: LogOut, run: () => void signOut() },
  ]
  return [
    { title: text.palette.pages, items: pages.filter((item) => matches(item.label, asked)) },
    { title: text.palette.actions, items: actions.filter((item) => matches(item.label, asked)) },
  ]
}

interface SearchRow {
  type: string
  resource: string
  id: string
  label: string
  detail: string | null
  status: string | null
}

/** Records that match, as far as the person may see them, the best first; the last answer stays while the next is awaited. */
export function useFindRecords(asked: string): { groups: FoundGroup[]; busy: boolean } {
  const { text } = useLanguage()
  const go = useNavigate()
  const me = useMe()
  const enabled = asked.length > 1 && me !== null && me.user_type !== 'super_admin'
  const query = useQuery({ ...one<SearchRow[]>(ownPath('search'), { q: asked }), enabled, placeholderData: keepPreviousData })
  const items = (enabled ? (query.data ?? []) : []).map(({ id, type, resource, label, detail, status }): Found => {
    const to = inOffice() ? recordAddress(resource, id) : addressOfRecord(type, id, me?.user_type)
    return {
      key: id,
      label,
      detail: detail ?? undefined,
      kind: wordOf(text, 'types', type),
      status: status ?? undefined,
      icon: RECORD_ICONS[type] ?? FileText,
      run: () => void go({ to }),
    }
  })
  return { groups: [{ title: text.palette.records, items }], busy: enabled && query.isFetching }
}
