/** The record page: header with the likely actions, facts and related lists left, the story right. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Ability } from '../api/types'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { Status } from '../states/status'
import './record.css'

interface HeaderProps {
  kind: string
  name: string
  status?: string
  actions?: ReactNode
  menu?: MenuAction[]
}

export interface MenuAction {
  label: string
  ability?: Ability
  danger?: boolean
  run(): void
}

function MoreMenu({ menu }: { menu: MenuAction[] }) {
  const text = useText()
  if (menu.length === 0) return null
  return (
    <Menu width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={text.act.more}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {menu.map(({ label, ability, danger, run }) => {
          const why = ability && !ability.allowed ? reasonOf(text, ability.reason, ability.explain) : null
          return (
            <Tooltip key={label} label={why} disabled={why === null} position="left">
              <Menu.Item
                color={danger ? 'red' : undefined}
                aria-disabled={why !== null}
                data-off={why !== null || undefined}
                closeMenuOnClick={why === null}
                aria-description={why ?? undefined}
                onClick={() => why === null && run()}
              >
                {label}
              </Menu.Item>
            </Tooltip>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

export function RecordHeader({ kind, name, status, actions, menu = [] }: HeaderProps) {
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
        <MoreMenu menu={menu} />
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
