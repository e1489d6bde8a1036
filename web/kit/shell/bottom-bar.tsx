/** On a phone: the places used most, under the thumb. */
import { Link } from '@tanstack/react-router'
import { Menu as MenuIcon } from 'lucide-react'
import { useText } from '../language/language'
import { useMenu } from './menu'

const PLACES = 4

export function BottomBar({ onMenu }: { onMenu(): void }) {
  const text = useText()
  const places = useMenu()[0]?.items.slice(0, PLACES) ?? []
  return (
    <nav className="bottom-bar no-print" aria-label={text.portal.bar}>
      {places.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className="place">
          <Icon size={20} aria-hidden />
          <span className="cut">{label}</span>
        </Link>
      ))}
      <button type="button" className="place" onClick={onMenu}>
        <MenuIcon size={20} aria-hidden />
        <span className="cut">{text.portal.more}</span>
      </button>
    </nav>
  )
}
