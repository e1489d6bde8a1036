/** What to look at before a month is closed, each with the way to it. */
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import { useText } from '../kit/language/language'
import { linkTo, listAddress } from '../kit/record/address'
import type { ChecklistItem } from './types'
import './periods.css'

/** Where what is counted can be looked at. */
const PLACES: Record<string, string> = {
  expenses_under_way: listAddress('expenses', { 'filter[status]': 'draft,submitted' }),
  daywork_orders_under_way: listAddress('daywork-orders', { 'filter[status]': 'draft,submitted' }),
  variation_orders_pending: listAddress('variation-orders', { 'filter[status]': 'pending' }),
  documents_under_way: listAddress('documents', { 'filter[status]': 'in_verification,in_approval' }),
  vouchers_under_way: listAddress('vouchers', { 'filter[status]': 'submitted' }),
  vouchers_unposted: listAddress('vouchers', { 'filter[status]': 'approved', 'filter[payment_status]': 'unpaid' }),
  earlier_months_open: '/periods',
  journals_unbalanced: '/ledger/verify',
  sums_differ: '/ledger/verify',
}

function Item({ item }: { item: ChecklistItem }) {
  const text = useText()
  const open = item.count > 0
  const Icon = !open ? CircleCheck : item.blocking ? CircleX : CircleAlert
  const label = text.money.checks[item.key]?.(item.count) ?? `${item.key}: ${item.count}`
  const place = PLACES[item.key]
  return (
    <li className={!open ? 'done' : item.blocking ? 'refused' : 'waiting'}>
      <Icon size={16} aria-hidden />
      <span>
        {open && place ? <Link {...linkTo(place)}>{label}</Link> : label}
        {open && item.blocking && <span className="small soft"> · {text.money.blocks}</span>}
      </span>
    </li>
  )
}

export function Checklist({ items }: { items: readonly ChecklistItem[] }) {
  const text = useText()
  if (items.length === 0) return <p className="soft">{text.money.checklistLater}</p>
  return (
    <ul className="checklist">
      {items.map((item) => (
        <Item key={item.key} item={item} />
      ))}
    </ul>
  )
}
