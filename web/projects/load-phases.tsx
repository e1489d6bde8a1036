/** Loads the phases of a template: a start, a preview, then the phases. */
import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { one } from '../kit/api/queries'
import type { ProjectDetail } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useStep } from '../kit/record/step'
import { isoOf, todayIn } from '../kit/schedule/days'
import { useMe } from '../kit/shell/me'
import { Loaded } from '../kit/states/states'

interface Planned {
  phase_key: string
  name: string
  planned_start: string
  planned_end: string
}

/** The phases that loading would add, with their days. */
function Preview({ plan }: { plan: Planned[] }) {
  const text = useText()
  const format = useFormat()
  if (plan.length === 0) return <p className="soft">{text.phases.previewNone}</p>
  return (
    <ol className="plan-preview" aria-label={text.phases.preview} tabIndex={-1}>
      {plan.map((phase) => (
        <li key={phase.phase_key}>
          <span className="cut">{phase.name}</span>
          <span className="soft small number">
            {format.date(phase.planned_start)} – {format.date(phase.planned_end)}
          </span>
        </li>
      ))}
    </ol>
  )
}

interface Props {
  opened: boolean
  project: ProjectDetail
  onClose(): void
}

function LoadForm({ project, onClose }: Omit<Props, 'opened'>) {
  const text = useText()
  const zone = useMe()?.business.time_zone ?? 'UTC'
  const step = useStep('/api/admin/phases', '/api/admin/projects')
  const [template, setTemplate] = useState<string | null>(null)
  const [start, setStart] = useState(project.start_date ?? isoOf(todayIn(zone)))
  const [busy, setBusy] = useState(false)
  const path = `/api/admin/projects/${project.id}/phases`
  const ready = template !== null && /^\d{4}-\d{2}-\d{2}$/.test(start)
  const asked = { project_template_id: template ?? '', start_date: start }
  const query = useQuery({ ...one<Planned[]>(`${path}/plan`, asked), enabled: ready })
  const count = query.data?.length ?? 0
  const load = async () => {
    setBusy(true)
    const done = await step(() => post(`${path}/load`, asked), text.phases.loaded(count))
    setBusy(false)
    if (done) onClose()
  }
  return (
    <div className="stack">
      <p className="soft">{text.phases.loadText}</p>
      <RecordPicker
        label={wordOf(text, 'fields', 'project_template_id')}
        to="project-templates"
        by="id"
        known={[]}
        required
        value={template}
        set={setTemplate}
      />
      <TextInput
        type="date"
        label={wordOf(text, 'fields', 'start_date')}
        required
        value={start}
        onChange={(event) => setStart(event.currentTarget.value)}
      />
      {ready && (
        <Loaded query={query} rows={3}>
          {(plan) => <Preview plan={plan} />}
        </Loaded>
      )}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {text.act.cancel}
        </Button>
        <Button loading={busy} disabled={!ready || count === 0} onClick={() => void load()}>
          {text.phases.loadNow(count)}
        </Button>
      </div>
    </div>
  )
}

export function LoadPhases({ opened, project, onClose }: Props) {
  const text = useText()
  return (
    <Modal opened={opened} onClose={onClose} title={text.phases.loadTitle} closeButtonProps={{ 'aria-label': text.act.close }}>
      <LoadForm project={project} onClose={onClose} />
    </Modal>
  )
}
