/** Where a record stands in its process: the steps in order, the present one lit, said in words too. */
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { meaningOf } from '../states/status'
import './record.css'

/** The usual way of each process; a status off the way stands in place of the step it left. */
const WAYS: Record<string, string[]> = {
  document: ['draft', 'in_verification', 'in_approval', 'archived'],
  proposal: ['draft', 'submitted', 'approved'],
  project: ['draft', 'active', 'completed'],
  expense: ['draft', 'submitted', 'payable'],
  voucher: ['draft', 'submitted', 'approved', 'paid'],
  variation_order: ['pending', 'approved'],
  daywork_order: ['draft', 'submitted', 'approved'],
  period: ['open', 'closing', 'closed'],
  registration: ['unverified', 'verified', 'approved'],
}

interface Props {
  process: string
  status: string
}

export function ProcessMap({ process, status }: Props) {
  const text = useText()
  const way = WAYS[process] ?? [status]
  const at = way.indexOf(status)
  // Off the way (rejected, cancelled): the way so far is unknown here, so the status is shown as its end.
  const steps = at < 0 ? [way[0] ?? status, status] : way
  const now = at < 0 ? steps.length - 1 : at
  const meaning = meaningOf(status)
  return (
    <ol className="map" aria-label={text.record.map}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < now ? 'past' : index === now ? `now ${meaning}` : undefined}
          aria-current={index === now ? 'step' : undefined}
        >
          {wordOf(text, 'values', step)}
          <span className="sr-only"> ({index < now ? text.record.done : index === now ? text.record.current : text.record.ahead})</span>
        </li>
      ))}
    </ol>
  )
}
