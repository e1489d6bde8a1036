/** A new project, with the phases of a template when one is chosen. */
import { useNavigate } from '@tanstack/react-router'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { refresh, useResource } from '../kit/api/queries'
import type { FieldDefinition, RecordRow, ResourceDefinition } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { bodyOf } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useText } from '../kit/language/language'
import { reasonOf } from '../kit/language/words'
import { isoOf, todayIn } from '../kit/schedule/days'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

const PATH = '/api/admin/projects'
const NAME = 'projects-new'

/** Not of the project: which template its phases come from. */
const TEMPLATE: FieldDefinition = {
  name: 'project_template_id',
  label: 'project_template_id',
  kind: 'ref',
  options: null,
  to: 'project-templates',
  required: false,
  create: true,
  update: false,
  unique: false,
  negative: false,
  rules: {},
}

function useNewProject(definition: ResourceDefinition) {
  const text = useText()
  const go = useNavigate()
  const me = useMe()
  const may = me?.permissions.includes('phases.manage') && me.permissions.includes('project_templates.view')
  const own = definition.fields.filter((field) => field.create)
  const fields = may ? [...own.slice(0, 1), TEMPLATE, ...own.slice(1)] : own
  /** The project stands already: when its phases cannot be loaded that is said on its page, where they can be loaded again. */
  const load = async (id: string, project_template_id: string, start_date: string) => {
    try {
      await post(`${PATH}/${id}/phases/load`, { project_template_id, start_date })
    } catch (failure) {
      const { reason, data } = asApiError(failure)
      say({ color: 'red', message: text.projects.templateFailed(reasonOf(text, reason, data.explain ?? data.message)) })
    }
  }
  const form = useForm({
    name: NAME,
    fields,
    initial: {},
    async save({ project_template_id, ...values }) {
      const project = await post<RecordRow>(PATH, bodyOf(own, values, true))
      say({ message: text.form.created(String(project.name)) })
      const start =
        typeof values.start_date === 'string' && values.start_date ? values.start_date : isoOf(todayIn(me?.business.time_zone ?? 'UTC'))
      if (typeof project_template_id === 'string') await load(project.id, project_template_id, start)
      await Promise.all([refresh(PATH), refresh('/api/admin/setup')])
      void go({ to: `/projects/${project.id}`, ignoreBlocker: true })
    },
  })
  return { form, fields }
}

function NewProject({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const go = useNavigate()
  const { form, fields } = useNewProject(definition)
  usePageTitle({ label: text.projects.title, to: '/projects' }, { label: text.projects.newTitle })
  return (
    <FormPage
      name={NAME}
      title={text.projects.newTitle}
      form={form}
      fields={fields}
      submitLabel={text.act.create}
      cancel={() => void go({ to: '/projects' })}
    />
  )
}

export function NewProjectPage() {
  const { definition, query } = useResource('projects')
  return <Loaded query={{ ...query, data: definition }}>{(found) => <NewProject definition={found} />}</Loaded>
}
