/** What may be done with a project now: the moves ADM-004 allows, and why the others are refused. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post, remove } from '../kit/api/client'
import type { ApiError } from '../kit/api/errors'
import { one, refresh, resourcesQuery } from '../kit/api/queries'
import type { ProjectDetail, RecordRow } from '../kit/api/types'
import type { Dictionary } from '../kit/language/en'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { ActionButton } from '../kit/record/action-button'
import { addressOfRecord } from '../kit/record/address'
import { Confirm } from '../kit/record/confirm'
import { type MenuAction, RecordHeader } from '../kit/record/frame'
import { say } from '../kit/shell/say'

const PATH = '/api/admin/projects'
/** The likely move first; cancelling is never likely. */
const LIKELY = ['active', 'completed', 'on_hold']
const ENDS = ['completed', 'cancelled']

const verbOf = (text: Dictionary, from: string, to: string): string =>
  from === 'on_hold' && to === 'active' ? text.projects.resume : (text.projects.to[to] ?? wordOf(text, 'values', to))

interface OpenWork {
  type: string
  id: string
}

/** What is still open, each with the way to it; its name where the reader may see it. */
function StillOpen({ open }: { open: OpenWork[] }) {
  const text = useText()
  const definitions = useQuery(resourcesQuery()).data ?? []
  const known = open.map(({ type, id }) => ({ type, id, definition: definitions.find((each) => each.type === type && each.can.view) }))
  const rows = useQueries({
    queries: known.map(({ id, definition }) => ({
      ...one<RecordRow>(`${definition?.path ?? ''}/${id}`),
      enabled: definition !== undefined,
    })),
  })
  return (
    <div className="notice refused">
      <div className="stack tight">
        <b className="strong">{text.projects.stillOpenText}</b>
        <ul className="still-open">
          {known.map(({ type, id, definition }, index) => {
            const name = textOf(rows[index]?.data?.[definition?.label ?? '']) || id.slice(-8)
            return (
              <li key={id}>
                {wordOf(text, 'types', type)}: <Link to={addressOfRecord(type, id)}>{name}</Link>
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

const openOf = (error: ApiError): OpenWork[] => (error.reason === 'open_processes' ? ((error.data.open ?? []) as OpenWork[]) : [])

interface MoveProps {
  project: ProjectDetail
  to: string | null
  onClose(): void
}

/** Asks before a move; a refusal lists what is open. */
function Move({ project, to, onClose }: MoveProps) {
  const text = useText()
  const verb = to === null ? '' : verbOf(text, project.status, to)
  const run = async (reason: string) => {
    await post(`${PATH}/${project.id}/transition`, { status: to, version: project.version, ...(reason ? { reason } : {}) })
    say({ message: text.projects.moved(project.name, wordOf(text, 'values', to ?? '')) })
    await refresh(PATH)
  }
  return (
    <Confirm
      opened={to !== null}
      title={`${verb}: ${project.name}`}
      body={to !== null && ENDS.includes(to) ? text.projects.endText : undefined}
      verb={verb}
      danger={to === 'cancelled'}
      reason="optional"
      onClose={onClose}
      run={run}
      details={(error) => openOf(error).length > 0 && <StillOpen open={openOf(error)} />}
    />
  )
}

type Ask = (to: string) => void

function Moves({ project, ask }: { project: ProjectDetail; ask: Ask }) {
  const text = useText()
  const go = useNavigate()
  const moves = LIKELY.filter((to) => project.allowed_statuses.includes(to))
  return (
    <>
      {moves.map((to, index) => (
        <ActionButton key={to} ability={project.can.transition} variant={index === 0 ? 'filled' : 'default'} run={() => ask(to)}>
          {verbOf(text, project.status, to)}
        </ActionButton>
      ))}
      <ActionButton ability={project.can.edit} variant="default" run={() => void go({ to: `/projects/${project.id}/edit` })}>
        {text.act.edit}
      </ActionButton>
    </>
  )
}

/** The head of a project's page with everything that moves it. */
export function ProjectHeader({ project }: { project: ProjectDetail }) {
  const text = useText()
  const go = useNavigate()
  const [to, ask] = useState<string | null>(null)
  const [removing, setRemoving] = useState(false)
  const removeIt = async () => {
    await remove(`${PATH}/${project.id}`)
    say({ message: `${text.record.deleted}: ${project.name}` })
    await refresh(PATH)
    void go({ to: '/projects' })
  }
  const cancel = { label: text.projects.to.cancelled ?? '', ability: project.can.transition, danger: true, run: () => ask('cancelled') }
  const menu: MenuAction[] = [
    ...(project.allowed_statuses.includes('cancelled') ? [cancel] : []),
    { label: text.act.remove, ability: project.can.remove, danger: true, run: () => setRemoving(true) },
  ]
  return (
    <>
      <RecordHeader
        kind={text.types.project ?? ''}
        name={project.name}
        status={project.status}
        actions={<Moves project={project} ask={ask} />}
        menu={menu}
      />
      <Move project={project} to={to} onClose={() => ask(null)} />
      <Confirm
        opened={removing}
        title={text.record.deleteTitle(project.name)}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setRemoving(false)}
        run={removeIt}
      />
    </>
  )
}
