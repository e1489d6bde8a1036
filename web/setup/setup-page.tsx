/** The guided set-up: nine steps in order, the next one's first entry added in place, until the first project. */
import { Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, CircleCheck, CircleDashed, Rocket } from 'lucide-react'
import { useState } from 'react'
import { one, useResource } from '../kit/api/queries'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { listAddress } from '../kit/record/address'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { QuickAdd } from './quick-add'
import './setup.css'

interface Step {
  key: string
  title: string
  count: number
  done: boolean
}

const LAST = 'ready'
const MANY = 100

const resourceOf = (key: string): string => (key === LAST ? 'projects' : key.replace(/_/g, '-'))

/** The end of the guide: the first project, or the way to work once there is one. */
function FirstProject({ ready, count }: { ready: boolean; count: number }) {
  const text = useText()
  if (!ready) return null
  if (count > 0)
    return (
      <Button component={Link} to="/dashboard" variant="default">
        {text.setupGuide.goDashboard}
      </Button>
    )
  return (
    <div className="stack tight">
      <p>{text.setupGuide.firstText}</p>
      <div>
        <Button component={Link} to="/projects/new" leftSection={<Rocket size={16} aria-hidden />}>
          {text.setupGuide.startProject}
        </Button>
      </div>
    </div>
  )
}

interface LineProps {
  step: Step
  number: number
  /** What there is of each step, for steps that need an earlier one. */
  counts: Record<string, number>
  open: boolean
  /** The first step with nothing in it yet. */
  next: Step | undefined
  show(key: string | null): void
}

function StepBody({ step, counts }: Pick<LineProps, 'step' | 'counts'>) {
  const text = useText()
  const resource = resourceOf(step.key)
  const { definition } = useResource(resource)
  if (step.key === 'project_templates' && !counts.phase_library) return <p className="soft">{text.setupGuide.needPhases}</p>
  if (step.key === 'subcontractors' && !counts.trade_types) return <p className="soft">{text.setupGuide.needTrades}</p>
  return (
    <div className="stack tight">
      {definition?.can.manage && <QuickAdd definition={definition} step={step.key} />}
      {step.key === 'staff' && (
        <p className="small">
          {counts.staff === 0 && <span className="soft">{text.setupGuide.needPeople} </span>}
          <Link to="/people/new">{text.setupGuide.addPerson}</Link>
        </p>
      )}
    </div>
  )
}

function StepLine({ step, number, counts, open, next, show }: LineProps) {
  const text = useText()
  const last = step.key === LAST
  const name = last ? text.setupGuide.first : wordOf(text, 'setupSteps', step.key)
  const done = last ? step.done && step.count > 0 : step.done
  return (
    <li className="setup-step" data-open={open || undefined} data-done={done || undefined}>
      <div className="setup-line">
        <span className={`status ${done ? 'done' : 'waiting'}`}>
          {done ? <CircleCheck size={20} aria-label={text.act.done} /> : <CircleDashed size={20} aria-hidden />}
        </span>
        <span className="grow">
          <b className="strong">
            {number}. {name}
          </b>
          <span className="small soft why">{text.setupGuide.why[step.key]}</span>
        </span>
        {!last && step.count > 0 && (
          <Link to={listAddress(resourceOf(step.key))} className="small" aria-label={`${text.setupGuide.seeAll}: ${name}`}>
            {step.count >= MANY ? `${MANY}+` : text.setup.entries(step.count)}
          </Link>
        )}
        {!last && (
          <Button
            size="compact-sm"
            variant={open ? 'subtle' : 'default'}
            aria-expanded={open}
            aria-label={`${open ? text.act.close : text.setupGuide.addNow}: ${name}`}
            onClick={() => show(open ? null : step.key)}
          >
            {open ? text.act.close : text.setupGuide.addNow}
          </Button>
        )}
      </div>
      {last ? (
        <div className="setup-body">
          <FirstProject ready={step.done} count={step.count} />
        </div>
      ) : (
        open && (
          <div className="setup-body">
            <StepBody step={step} counts={counts} />
            {step.done && next && (
              <Button mt={12} size="compact-sm" rightSection={<ArrowRight size={14} aria-hidden />} onClick={() => show(next.key)}>
                {text.setupGuide.next(wordOf(text, 'setupSteps', next.key))}
              </Button>
            )}
          </div>
        )
      )}
    </li>
  )
}

function Steps({ steps }: { steps: Step[] }) {
  const text = useText()
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  // A step stays open when it is done: more entries may follow before the person moves on.
  const [open, show] = useState<string | null>(next?.key ?? null)
  const counts = Object.fromEntries(steps.map((step) => [step.key, step.count]))
  return (
    <div className="stack">
      <div>
        <p role="status">{next ? text.setup.progress(done, steps.length) : text.setup.ready}</p>
        <Progress value={(done / steps.length) * 100} mt={8} aria-label={text.setup.progress(done, steps.length)} />
      </div>
      <ol className="card setup-steps">
        {steps.map((step, index) => (
          <StepLine
            key={step.key}
            step={step}
            number={index + 1}
            counts={counts}
            open={open === step.key}
            next={next && next.key !== LAST ? next : undefined}
            show={show}
          />
        ))}
      </ol>
    </div>
  )
}

export function SetupPage() {
  const text = useText()
  const query = useQuery(one<Step[]>('/api/admin/setup'))
  usePageTitle({ label: text.setup.title })
  return (
    <div className="page narrow stack">
      <div>
        <h1>{text.setup.title}</h1>
        <p className="soft">{text.setup.lead}</p>
      </div>
      <Loaded query={query}>{(steps) => <Steps steps={steps} />}</Loaded>
    </div>
  )
}
