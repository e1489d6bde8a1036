/** One amount and what it is made of, as a bar; the legend under it says the same in words and figures. */
import { Link } from '@tanstack/react-router'
import { linkTo } from '../record/address'
import './charts.css'

export interface Share {
  label: string
  value: number
  shown: string
  tone: 'a' | 'b' | 'c' | 'rest'
  /** The list behind it, where the reader may open it. */
  to?: string
}

interface Props {
  label: string
  /** What the parts are measured against; parts beyond it run over its mark. */
  whole: number
  shares: Share[]
}

const percent = (value: number, of: number): string => `${of > 0 ? Math.max(0, (value / of) * 100) : 0}%`

export function ShareBar({ label, whole, shares }: Props) {
  const sum = shares.reduce((total, share) => total + Math.max(0, share.value), 0)
  const length = Math.max(whole, sum)
  return (
    <figure className="share-bar" aria-label={label}>
      <div className="bar" aria-hidden>
        {shares
          .filter((share) => share.value > 0)
          .map((share) => (
            <span key={share.label} className={share.tone} style={{ width: percent(share.value, length) }} />
          ))}
        {sum > whole && whole > 0 && <i style={{ left: percent(whole, length) }} />}
      </div>
      <dl>
        {shares.map((share) => (
          <div key={share.label}>
            <dt>
              <span className={`key ${share.tone}`} aria-hidden />
              {share.label}
            </dt>
            <dd className="number">{share.to ? <Link {...linkTo(share.to)}>{share.shown}</Link> : share.shown}</dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}
