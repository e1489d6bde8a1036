/** What the palette finds: pages and actions at once, records of the kinds the person may see as the server answers. */
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FileText, Inbox, Languages, LogOut, type LucideIcon, Moon, Plus, Sun, UserRound } from 'lucide-react'
import { list, resourcesQuery } from '../api/queries'
import { signOut } from '../api/session'
import type { RecordRow, ResourceDefinition, Task } from '../api/types'
import { useLanguage } from '../language/language'
import { wordOf } from '../language/words'
import { listAddress, recordAddress } from '../record/address'
import { useMe } from './me'
import { useMenu } from './menu'
import { matches, textOf } from '../language/plain'

export interface Found {
  key: string
  label: string
  kind?: string
  icon: LucideIcon
  run(): void
}

export interface FoundGroup {
  title: string
  items: Found[]
}

const PER_KIND = 4
/** Kinds searched for each word; the rest have lists of their own. */
const SEARCHED = [
  'documents',
  'projects',
  'proposals',
  'vouchers',
  'variation-orders',
  'daywork-orders',
  'journals',
  'accounts',
  'subcontractors',
  'locations',
  'users',
  'expenses',
  'calendar',
  'daily-logs',
  'material-stock',
]

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
  if (me?.permissions.includes('documents.create')) {
    made.unshift({ key: 'new-documents', label: text.documents.upload, icon: Plus, run: () => void go({ to: '/documents/new' }) })
  }
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

/** Records that match, as far as the person may see them. */
export function useFindRecords(asked: string): { groups: FoundGroup[]; busy: boolean } {
  const { text } = useLanguage()
  const go = useNavigate()
  const me = useMe()
  const resources = useQuery({ ...resourcesQuery(), enabled: me !== null && me.user_type !== 'super_admin' }).data ?? []
  const kinds = resources.filter((each) => SEARCHED.includes(each.name) && each.can.view)
  const enabled = asked.length > 1
  const answers = useQueries({
    queries: kinds.map((each) => ({ ...list<RecordRow>(each.path, { search: asked, per_page: PER_KIND }), enabled })),
  })
  const tasks = useQuery({ ...list<Task>('/api/tasks', { search: asked, per_page: PER_KIND }), enabled })
  const items: Found[] = (enabled ? (tasks.data?.data ?? []) : []).map((task) => ({
    key: task.id,
    label: task.subject.label,
    kind: wordOf(text, 'taskKinds', task.kind),
    icon: Inbox,
    run: () => void go({ to: `/inbox/${task.id}` }),
  }))
  kinds.forEach((kind, index) => {
    const rows = enabled ? (answers[index]?.data?.data ?? []) : []
    for (const row of rows) {
      items.push({
        key: row.id,
        label: textOf(row[kind.label] ?? row.id),
        kind: wordOf(text, 'types', kind.type),
        icon: FileText,
        run: () => void go({ to: recordAddress(kind.name, row.id) }),
      })
    }
  })
  return {
    groups: [{ title: text.palette.records, items }],
    busy: enabled && (tasks.isFetching || answers.some((answer) => answer.isFetching)),
  }
}
