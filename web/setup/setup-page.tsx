/** The guided set-up: nine steps in order, resumable at any time. */
import { Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDashed } from 'lucide-react'
import { one } from '../kit/api/queries'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'

interface Step {
  key: string
  title: string
  count: number
  done: boolean
}

const LAST = 'ready'
const pathOf = (key: string): string => (key === LAST ? '/records/projects' : `/records/${key.replace(/_/g, '-')}`)

function Steps({ steps }: { steps: Step[] }) {
  const text = useText()
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  return (
    <div className="stack">
      <div>
        <p>{next ? text.setup.progress(done, steps.length) : text.setup.ready}</p>
        <Progress value={(done / steps.length) * 100} mt={8} aria-label={text.setup.progress(done, steps.length)} />
      </div>
      <ol className="card" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {steps.map((step, index) => (
          <li
            key={step.key}
            className="row"
            style={{ padding: '12px 16px', borderTop: index > 0 ? '1px solid var(--line)' : undefined, gap: 12 }}
          >
            <span className={`status ${step.done ? 'done' : 'waiting'}`}>
              {step.done ? <CircleCheck size={20} aria-label={text.act.done} /> : <CircleDashed size={20} aria-hidden />}
            </span>
            <span className="grow">
              <b className="strong">
                {index + 1}. {wordOf(text, 'setupSteps', step.key)}
              </b>
              {step.key !== LAST && (
                <span className="small soft" style={{ display: 'block' }}>
                  {step.count >= 100 ? `${step.count}+` : text.setup.entries(step.count)}
                </span>
              )}
            </span>
            {(step.key !== LAST || step.done) && (
              <Button
                component={Link}
                to={pathOf(step.key)}
                variant={step === next ? 'filled' : 'default'}
                aria-label={`${step.done ? text.setup.review : text.setup.start}: ${wordOf(text, 'setupSteps', step.key)}`}
              >
                {step.done ? text.setup.review : text.setup.start}
              </Button>
            )}
          </li>
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
