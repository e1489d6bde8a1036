/** Where the page stands: its ancestors as links; the page names itself. */
import { Link } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'

export interface Crumb {
  label: string
  to?: string
}

interface CrumbsValue {
  crumbs: Crumb[]
  set(crumbs: Crumb[]): void
  /** The address whose page has named itself. */
  named: { current: string }
}

const Context = createContext<CrumbsValue>({ crumbs: [], set: () => undefined, named: { current: '' } })

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [crumbs, set] = useState<Crumb[]>([])
  const named = useRef('')
  const value = useMemo(() => ({ crumbs, set, named }), [crumbs])
  return <Context.Provider value={value}>{children}</Context.Provider>
}

function name({ set, named }: Pick<CrumbsValue, 'set' | 'named'>, crumbs: Crumb[]): void {
  set(crumbs)
  named.current = window.location.pathname
  document.title = `${crumbs.at(-1)?.label ?? ''} · Cien`
}

/** Names the page: its breadcrumbs and the window's title. */
export function usePageTitle(...crumbs: Crumb[]): void {
  const { set, named } = useContext(Context)
  const key = JSON.stringify(crumbs)
  useEffect(() => name({ set, named }, JSON.parse(key) as Crumb[]), [key, set, named])
}

/** What stands in the place of a page that could not be read names it; a page that has named itself keeps its name. */
export function useTitleOfState(label: string): void {
  const { set, named } = useContext(Context)
  useEffect(() => {
    if (named.current !== window.location.pathname) name({ set, named }, [{ label }])
  }, [label, set, named])
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
