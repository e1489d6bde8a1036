/** One phase in a dialog: added by its key of the library, or changed. */
import { Button, Modal } from '@mantine/core'
import type { FormEvent } from 'react'
import { get, post, put } from '../kit/api/client'
import { refresh } from '../kit/api/queries'
import type { FieldDefinition, PhaseRecord, ProjectDetail, ResourceDefinition } from '../kit/api/types'
import { ConflictDialog } from '../kit/form/conflict'
import { Fields } from '../kit/form/form-page'
import { bodyOf } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { say } from '../kit/shell/say'
import { useSavePhase } from './save-phase'

const PHASES = '/api/admin/phases'

interface Props {
  definition: ResourceDefinition
  project: ProjectDetail
  phase?: PhaseRecord
  onClose(): void
}

/** A new phase is chosen from the library by its key; a status is moved by its own actions. */
const fieldsOf = (definition: ResourceDefinition, phase: PhaseRecord | undefined): FieldDefinition[] =>
  definition.fields
    .filter((field) => (phase ? field.update : field.create) && !['project_id', 'status'].includes(field.name))
    .filter((field) => phase?.status !== 'skipped' || field.name !== 'progress_percent')
    .map((field) => (field.name === 'phase_key' ? { ...field, kind: 'text', to: 'phase-library' } : field))

function usePhaseForm({ definition, project, phase, onClose }: Props) {
  const text = useText()
  const fields = fieldsOf(definition, phase)
  const form = useForm({
    name: `phase-${phase?.id ?? `new-${project.id}`}`,
    fields,
    initial: Object.fromEntries(fields.map((field) => [field.name, phase?.[field.name]])),
    version: phase?.version,
    reload: phase && (() => get<PhaseRecord>(`${PHASES}/${phase.id}`)),
    async save(values, version) {
      const body = bodyOf(fields, values, phase === undefined)
      const saved = phase
        ? await put<PhaseRecord>(`${PHASES}/${phase.id}`, { ...body, version })
        : await post<PhaseRecord>(PHASES, { ...body, project_id: project.id })
      say({ message: text.phases.saved(saved.name) })
      await Promise.all([refresh(PHASES), refresh('/api/admin/projects')])
      onClose()
    },
  })
  return { form, fields }
}

/** Leaves a phase out of the project, or takes it in again. */
function SkipButton({ phase, onClose }: { phase: PhaseRecord; onClose(): void }) {
  const text = useText()
  const save = useSavePhase()
  const skipped = phase.status === 'skipped'
  const flip = async () => {
    const [status, done] = skipped ? ['pending', text.phases.takenIn(phase.name)] : ['skipped', text.phases.skipped(phase.name)]
    if (await save(phase, { status }, done)) onClose()
  }
  return (
    <Button variant="default" onClick={() => void flip()}>
      {skipped ? text.phases.takeIn : text.phases.skip}
    </Button>
  )
}

export function PhaseDialog(props: Props) {
  const { phase, onClose } = props
  const text = useText()
  const { form, fields } = usePhaseForm(props)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!form.saving) void form.submit()
  }
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => submit() }])
  return (
    <Modal
      opened
      onClose={onClose}
      title={phase ? text.phases.edit(phase.name) : text.phases.add}
      closeButtonProps={{ 'aria-label': text.act.close }}
    >
      <form className="stack" data-form={`phase-${phase?.id ?? `new-${props.project.id}`}`} noValidate onSubmit={submit}>
        {form.refusal && (
          <div className="notice refused" role="alert">
            {form.refusal}
          </div>
        )}
        <Fields form={form} fields={fields} record={phase} />
        {phase?.status === 'skipped' && <p className="small soft">{text.phases.skippedHelp}</p>}
        <div className="row wraps between">
          {phase ? <SkipButton phase={phase} onClose={onClose} /> : <span />}
          <span className="row">
            <Button variant="default" onClick={onClose}>
              {text.act.cancel}
            </Button>
            <Button type="submit" loading={form.saving}>
              {text.act.save}
            </Button>
          </span>
        </div>
      </form>
      <ConflictDialog form={form} fields={fields} />
    </Modal>
  )
}
