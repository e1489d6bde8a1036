/** The phases of a project: planned on a schedule, their progress kept in its table, loaded from a template. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Layers, Plus } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { all, useResource } from '../kit/api/queries'
import type { PhaseRecord, ProjectDetail } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { ActionButton } from '../kit/record/action-button'
import { Section } from '../kit/record/frame'
import { EmptyState, Loaded, Loading } from '../kit/states/states'
import { PhaseTable } from './phase-table'
import { useSavePhase } from './save-phase'

const PHASES = '/api/admin/phases'

// The schedule comes after the page: its figures need none of it.
const Schedule = lazy(async () => ({ default: (await import('../kit/schedule/schedule')).Schedule }))
const LoadPhases = lazy(async () => ({ default: (await import('./load-phases')).LoadPhases }))
const PhaseDialog = lazy(async () => ({ default: (await import('./phase-dialog')).PhaseDialog }))

interface PlanProps {
  project: ProjectDetail
  phases: PhaseRecord[]
  edit(id: string): void
}

function Plan({ project, phases, edit }: PlanProps) {
  const text = useText()
  const save = useSavePhase()
  const may = project.can.load_phases?.allowed ?? false
  const change = async (id: string, planned_start: string, planned_end: string): Promise<boolean> => {
    const phase = phases.find((each) => each.id === id)
    return phase ? save(phase, { planned_start, planned_end }) : false
  }
  const items = phases.map((phase) => ({
    id: phase.id,
    name: phase.name,
    start: phase.planned_start,
    end: phase.planned_end,
    progress: phase.progress_percent,
    status: phase.status,
  }))
  return (
    <Schedule
      name="phases"
      title={text.projects.phases}
      items={items}
      change={may ? change : undefined}
      open={may ? edit : undefined}
      table={<PhaseTable phases={phases} may={may} edit={edit} save={save} />}
    />
  )
}

type Asked = 'load' | 'new' | { id: string } | null

interface Props {
  project: ProjectDetail
  /** What stands over the section and needs the phases too. */
  above?(phases: PhaseRecord[]): ReactNode
}

function PhasesOf({ project, phases }: { project: ProjectDetail; phases: PhaseRecord[] }) {
  const text = useText()
  const [asked, ask] = useState<Asked>(null)
  const { definition } = useResource('phases')
  const ability = project.can.load_phases
  const phase = asked !== null && typeof asked === 'object' ? phases.find((each) => each.id === asked.id) : undefined
  const load = (
    <ActionButton
      ability={ability}
      size="compact-sm"
      variant="default"
      leftSection={<Layers size={14} aria-hidden />}
      run={() => ask('load')}
    >
      {text.phases.load}
    </ActionButton>
  )
  return (
    <Section
      title={text.projects.phases}
      action={
        phases.length > 0 && (
          <span className="row wraps no-print">
            {load}
            {ability?.allowed && (
              <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => ask('new')}>
                {text.phases.add}
              </Button>
            )}
          </span>
        )
      }
    >
      {phases.length === 0 ? (
        <EmptyState icon={Layers} title={text.phases.none} action={load}>
          {text.phases.noneText}
        </EmptyState>
      ) : (
        <Suspense fallback={<Loading rows={4} />}>
          <Plan project={project} phases={phases} edit={(id) => ask({ id })} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        {asked === 'load' && <LoadPhases opened project={project} onClose={() => ask(null)} />}
        {definition && (asked === 'new' || phase) && (
          <PhaseDialog key={phase?.id ?? 'new'} definition={definition} project={project} phase={phase} onClose={() => ask(null)} />
        )}
      </Suspense>
    </Section>
  )
}

/** Nothing for those who may see the project and not its phases. */
export function PhasesSection({ project, above }: Props) {
  const query = useQuery(all<PhaseRecord>(PHASES, { 'filter[project_id]': project.id, sort: 'sort_order' }))
  if (query.error?.status === 403) return <>{above?.([])}</>
  return (
    <Loaded query={query} rows={4}>
      {(phases) => (
        <>
          {above?.(phases)}
          <PhasesOf project={project} phases={phases} />
        </>
      )}
    </Loaded>
  )
}
