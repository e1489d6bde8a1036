/** The phases as rows: the schedule's twin, where dates and progress are typed. */
import { ActionIcon, Menu, NumberInput, Progress, TextInput } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { PhaseRecord } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { dayOf, lengthOf } from '../kit/schedule/days'
import { Status } from '../kit/states/status'
import type { SavePhase } from './save-phase'

interface RowProps {
  phase: PhaseRecord
  may: boolean
  save: SavePhase
  edit(id: string): void
}

/** What is typed counts when the field is left or enter is pressed; escape takes it back. */
function ProgressField({ phase, save }: Pick<RowProps, 'phase' | 'save'>) {
  const text = useText()
  const [typed, setTyped] = useState<number | string | null>(null)
  const value = typed ?? phase.progress_percent
  const commit = async () => {
    const next = Number(value)
    if (typed !== null && value !== '' && next !== phase.progress_percent) await save(phase, { progress_percent: next })
    setTyped(null)
  }
  return (
    <NumberInput
      size="xs"
      w={84}
      min={0}
      max={100}
      step={5}
      clampBehavior="strict"
      allowDecimal={false}
      suffix="%"
      aria-label={text.phases.progressOf(phase.name)}
      value={value}
      onChange={setTyped}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}

function DateField({ phase, name, save }: Pick<RowProps, 'phase' | 'save'> & { name: 'planned_start' | 'planned_end' }) {
  const text = useText()
  const [typed, setTyped] = useState<string | null>(null)
  const commit = async () => {
    if (typed !== null && typed !== (phase[name] ?? '')) await save(phase, { [name]: typed === '' ? null : typed })
    setTyped(null)
  }
  return (
    <TextInput
      size="xs"
      type="date"
      aria-label={name === 'planned_start' ? text.phases.startOf(phase.name) : text.phases.endOf(phase.name)}
      value={typed ?? phase[name] ?? ''}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}

function RowMenu({ phase, save, edit }: Omit<RowProps, 'may'>) {
  const text = useText()
  const skipped = phase.status === 'skipped'
  return (
    <Menu width={200}>
      <Menu.Target>
        <ActionIcon aria-label={text.phases.actionsOf(phase.name)}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => edit(phase.id)}>{text.act.edit}</Menu.Item>
        {!skipped && phase.progress_percent < 100 && (
          <Menu.Item onClick={() => void save(phase, { progress_percent: 100 }, text.phases.saved(phase.name))}>
            {text.phases.complete}
          </Menu.Item>
        )}
        {skipped ? (
          <Menu.Item onClick={() => void save(phase, { status: 'pending' }, text.phases.takenIn(phase.name))}>
            {text.phases.takeIn}
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => void save(phase, { status: 'skipped' }, text.phases.skipped(phase.name))}>{text.phases.skip}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

const daysOf = ({ planned_start, planned_end }: PhaseRecord): number | null =>
  planned_start && planned_end ? lengthOf({ start: dayOf(planned_start), end: dayOf(planned_end) }) : null

function PhaseRow({ phase, may, save, edit }: RowProps) {
  const text = useText()
  const format = useFormat()
  const days = daysOf(phase)
  const open = may && phase.status !== 'skipped'
  const label = (field: string) => wordOf(text, 'fields', field)
  const shown = (name: 'planned_start' | 'planned_end') => {
    const value = phase[name]
    return may ? <DateField phase={phase} name={name} save={save} /> : value ? format.date(value) : '–'
  }
  return (
    <tr>
      <th scope="row">
        <b className="strong">{phase.name}</b>
      </th>
      <td data-label={label('status')}>
        <Status value={phase.status} />
      </td>
      <td data-label={label('progress_percent')}>
        {open ? (
          <ProgressField phase={phase} save={save} />
        ) : (
          <span className="phase-progress">
            <Progress className="grow" value={phase.progress_percent} size="sm" aria-label={text.phases.progressOf(phase.name)} />
            <span className="number">{phase.progress_percent}%</span>
          </span>
        )}
      </td>
      <td data-label={label('planned_start')}>{shown('planned_start')}</td>
      <td data-label={label('planned_end')}>{shown('planned_end')}</td>
      <td className="numeric" data-label={text.phases.duration}>
        {days === null ? '–' : format.number(days)}
      </td>
      {may && (
        <td className="no-print">
          <RowMenu phase={phase} save={save} edit={edit} />
        </td>
      )}
    </tr>
  )
}

export function PhaseTable({ phases, ...rest }: { phases: PhaseRecord[] } & Omit<RowProps, 'phase'>) {
  const text = useText()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <div className="plain-table card">
      <table>
        <caption className="sr-only">{text.projects.phases}</caption>
        <thead>
          <tr>
            <th scope="col">{text.types.phase}</th>
            <th scope="col">{label('status')}</th>
            <th scope="col">{text.projects.progress}</th>
            <th scope="col">{label('planned_start')}</th>
            <th scope="col">{label('planned_end')}</th>
            <th scope="col" className="numeric">
              {text.phases.duration}
            </th>
            {rest.may && (
              <th scope="col" className="no-print">
                <span className="sr-only">{text.act.more}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {phases.map((phase) => (
            <PhaseRow key={phase.id} phase={phase} {...rest} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
