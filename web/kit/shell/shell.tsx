/** The frame around every page of a signed-in person. */
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useKeys } from '../keys/keys'
import { useText } from '../language/language'
import { BottomBar } from './bottom-bar'
import { CrumbsProvider } from './crumbs'
import { useSession } from './me'
import { useLive, useOnline } from './live'
import type { Overlay } from './overlays'
import { Side } from './side'
import { Top } from './top'
import { keepTyped } from './typed'
import './shell.css'

const Overlays = lazy(async () => ({ default: (await import('./overlays')).Overlays }))

/** Keys that count on every page. */
function useShellKeys(open: (overlay: Overlay) => void): void {
  const text = useText()
  const go = useNavigate()
  useKeys(
    [
      { keys: 'mod+k', label: text.help.palette, typing: true, run: () => open('palette') },
      { keys: '?', label: text.help.help, run: () => open('help') },
      { keys: 'g i', label: text.help.goInbox, run: () => void go({ to: '/inbox' }) },
      { keys: 'g h', label: text.help.goStart, run: () => void go({ to: '/' }) },
      { keys: 'g p', label: text.help.goProjects, run: () => void go({ to: '/projects' }) },
      { keys: 'g d', label: text.help.goDocuments, run: () => void go({ to: '/documents' }) },
    ],
    true,
  )
}

/** A new page takes the focus, so that a reader hears it and the next tab starts in it. */
function useFocusOnPage() {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const section = pathname.split('/').slice(0, 3).join('/')
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    if (!main.current?.contains(document.activeElement)) main.current?.focus()
  }, [section])
  return main
}

export function Shell() {
  const text = useText()
  const [overlay, setOverlay] = useState<Overlay>(null)
  const online = useOnline()
  const main = useFocusOnPage()
  useLive()
  const open = (next: Overlay) => {
    if (next === 'palette' && overlay !== 'palette') keepTyped()
    setOverlay(next)
  }
  useShellKeys(open)
  const close = () => setOverlay(null)
  const expired = useSession().status === 'expired'
  const [asked, setAsked] = useState(false)
  // Kept once it was there, so that closing is seen and the focus returns.
  if (!asked && (overlay !== null || expired)) setAsked(true)
  return (
    <CrumbsProvider>
      <a href="#main" className="skip">
        {text.app.skip}
      </a>
      <div className="shell">
        <Side />
        <Top onMenu={() => setOverlay('menu')} onFind={() => open('palette')} onHelp={() => setOverlay('help')} />
        <main className="main" id="main" ref={main} tabIndex={-1}>
          {!online && (
            <div className="offline" role="status">
              {text.app.offline}
            </div>
          )}
          <Outlet />
        </main>
        <BottomBar onMenu={() => setOverlay('menu')} />
      </div>
      {asked && (
        <Suspense fallback={null}>
          <Overlays overlay={overlay} close={close} />
        </Suspense>
      )}
    </CrumbsProvider>
  )
}
