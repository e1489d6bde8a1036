/** The side bar: where the person can go. */
import { Link, useLocation } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { list } from '../api/queries'
import { useText } from '../language/language'
import type { Task } from '../api/types'
import { useMe } from './me'
import { useMenu } from './menu'

const waiting = list<Task>('/api/tasks', { per_page: 1 })

/** How many tasks wait for the person now. */
function useTaskCount(): number {
  const counts = useQuery(waiting).data?.meta.counts ?? {}
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}

export function SideContent({ onGo }: { onGo?: () => void }) {
  const me = useMe()
  const groups = useMenu()
  const tasks = useTaskCount()
  const { pathname } = useLocation()
  // Of two entries that both fit the address the longer one is where the person stands.
  const longer = (to: string): boolean =>
    groups.some((group) => group.items.some((other) => other.to.startsWith(`${to}/`) && pathname.startsWith(other.to)))
  return (
    <>
      <Link to="/" className="brand" onClick={onGo}>
        <img src="/icon.svg" alt="" />
        <span className="cut">
          Cien
          <span className="business cut" style={{ display: 'block' }}>
            {me?.business.name}
          </span>
        </span>
      </Link>
      {groups.map((group) => (
        <div key={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.items.map(({ to, within, label, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  className={within && pathname.startsWith(within) ? 'item here' : 'item'}
                  onClick={onGo}
                  activeOptions={{ exact: longer(to) }}
                >
                  <Icon size={16} aria-hidden />
                  <span className="cut">{label}</span>
                  {to === '/inbox' && tasks > 0 && <span className="count">{tasks}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  )
}

export function Side() {
  const text = useText()
  return (
    <nav className="side" aria-label={text.app.navigation}>
      <SideContent />
    </nav>
  )
}
