/** Where the page stands: its ancestors as links; the page names itself. */
import { Link } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

export interface Crumb {
  label: string
  to?: string
}

interface CrumbsValue {
  crumbs: Crumb[]
  set(crumbs: Crumb[]): void
}

const Context = createContext<CrumbsValue>({ crumbs: [], set: () => undefined })

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [crumbs, set] = useState<Crumb[]>([])
  const value = useMemo(() => ({ crumbs, set }), [crumbs])
  return <Context.Provider value={value}>{children}</Context.Provider>
}

/** Names the page: its breadcrumbs and the window's title. */
export function usePageTitle(...crumbs: Crumb[]): void {
  const { set } = useContext(Context)
  const key = JSON.stringify(crumbs)
  useEffect(() => {
    const now = JSON.parse(key) as Crumb[]
    set(now)
    document.title = `${now.at(-1)?.label ?? ''} · Cien`
  }, [key, set])
}

export function Crumbs({ label }: { label: string }) {
  const { crumbs } = useContext(Context)
  return (
    <nav className="crumbs" aria-label={label}>
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={`${crumb.label}${index}`}>
            {index > 0 && <span aria-hidden>/</span>}
            {crumb.to ? (
              <Link to={crumb.to} className="cut">
                {crumb.label}
              </Link>
            ) : (
              <span className="cut" aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
