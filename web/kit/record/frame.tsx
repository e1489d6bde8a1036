/** The record page: header with the likely actions, facts and related lists left, the story right. */
import { ActionIcon } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Ability } from '../api/types'
import { useText } from '../language/language'
import { useLater } from '../shell/later'
import { Status } from '../states/status'
import './record.css'

interface HeaderProps {
  kind: string
  name: string
  status?: string
  actions?: ReactNode
  /** What stands in the menu beside what every record has there. */
  menu?: MenuAction[]
  /** The process behind the record: its history is one entry of the menu. */
  process?: RunningProcess | null
}

export interface RunningProcess {
  temporal_ui_url: string
}

export interface MenuAction {
  label: string
  ability?: Ability
  danger?: boolean
  run(): void
}

const moreMenu = async () => (await import('./more-menu')).MoreMenu

export type MoreProps = Pick<HeaderProps, 'process'> & { menu: MenuAction[] }

function More(props: MoreProps) {
  const text = useText()
  const { Part, button } = useLater(moreMenu)
  if (Part) return <Part {...props} />
  return (
    <ActionIcon variant="default" size={36} aria-label={text.act.more} {...button}>
      <Ellipsis size={16} aria-hidden />
    </ActionIcon>
  )
}

export function RecordHeader({ kind, name, status, actions, menu = [], process }: HeaderProps) {
  return (
    <header className="page-head">
      <div className="grow">
        <div className="soft small">{kind}</div>
        <div className="row wraps">
          <h1 style={{ overflowWrap: 'anywhere' }}>{name}</h1>
          {status && <Status value={status} />}
        </div>
      </div>
      <div className="row wraps no-print">
        {actions}
        <More menu={menu} process={process} />
      </div>
    </header>
  )
}

/** Left and right of a record page; below each other on a phone. */
export function RecordColumns({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className="record-columns">
      <div className="stack">{left}</div>
      <div className="stack">{right}</div>
    </div>
  )
}

export function Section({
  title,
  action,
  children,
  padded = true,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
  padded?: boolean
}) {
  return (
    <section className="card">
      <div className="section-head">
        <h2>{title}</h2>
        {action}
      </div>
      <div className={padded ? 'section-body' : undefined}>{children}</div>
    </section>
  )
}

export interface Fact {
  label: string
  value: ReactNode
}

/** Facts as label and value; empty ones are left out. */
export function Facts({ facts }: { facts: Fact[] }) {
  const given = facts.filter(({ value }) => value !== null && value !== undefined && value !== '')
  return (
    <dl className="facts">
      {given.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
