/** A status with the one meaning of its colour, always beside a word. */
import { Ban, CircleCheck, CircleDashed, CircleDot, CircleX, type LucideIcon } from 'lucide-react'
import { useText } from '../language/language'
import { wordOf } from '../language/words'

export type Meaning = 'waiting' | 'work' | 'done' | 'refused' | 'stopped'

const MEANINGS: Record<Meaning, readonly string[]> = {
  waiting: [
    'pending',
    'open',
    'awaiting_approval',
    'awaiting_payment',
    'unverified',
    'queued',
    'outbox',
    'on_hold',
    'revised',
    'unpaid',
    'partly_paid',
    'closing',
    'reopening',
  ],
  work: ['in_verification', 'in_approval', 'claimed', 'acknowledged', 'running', 'confirmed', 'submitted', 'in_progress'],
  done: ['archived', 'approved', 'payable', 'active', 'completed', 'paid', 'delivered', 'sent', 'done', 'closed', 'resolved', 'open_month'],
  refused: ['rejected', 'banned', 'failed', 'payment_failed', 'refused'],
  stopped: ['draft', 'skipped', 'inactive', 'suspended', 'cancelled', 'deactivated', 'expired', 'deleted'],
}
const ICONS: Record<Meaning, LucideIcon> = { waiting: CircleDashed, work: CircleDot, done: CircleCheck, refused: CircleX, stopped: Ban }

/** What a status means to people; a status nobody listed counts as work. */
export function meaningOf(status: string): Meaning {
  const found = Object.entries(MEANINGS).find(([, names]) => names.includes(status))
  return (found?.[0] as Meaning | undefined) ?? 'work'
}

export function Status({ value }: { value: string }) {
  const text = useText()
  const meaning = meaningOf(value)
  const Icon = ICONS[meaning]
  return (
    <span className={`status ${meaning}`}>
      <Icon size={14} aria-hidden />
      {wordOf(text, 'values', value)}
    </span>
  )
}
