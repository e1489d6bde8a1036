/** One figure of a page: what it counts, how much, what to know of it, and the list behind it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../language/language'
import { linkTo } from '../record/address'
import './charts.css'

interface Props {
  label: string
  value: ReactNode
  /** A line under it: its change, its parts. */
  note?: ReactNode
  /** The list behind the figure, where the reader may open it. */
  to?: string
}

export function Tile({ label, value, note, to }: Props) {
  const text = useText()
  const inside = (
    <>
      <span className="label small">{label}</span>
      <span className="value">{value}</span>
      {note && <span className="small soft">{note}</span>}
    </>
  )
  if (!to) return <div className="tile">{inside}</div>
  return (
    <Link {...linkTo(to)} className="tile" title={text.dashboard.listOf(label)}>
      {inside}
    </Link>
  )
}

/** Tiles side by side, as many as fit. */
export const Tiles = ({ label, children }: { label: string; children: ReactNode }) => (
  <section className="tiles" aria-label={label}>
    {children}
  </section>
)
