/** The console: language, look, cache, session, pages. */
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@fontsource-variable/inter'
import './kit/styles.css'
import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, StrictMode, Suspense, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from './kit/api/queries'
import { renewSession, watchSession, sessionState } from './kit/api/session'
import { LanguageProvider, useText } from './kit/language/language'
import { cssVariables, theme } from './kit/theme'
import { router } from './routes'

// What is said before the messages are there waits in their store.
const Notifications = lazy(async () => ({ default: (await import('@mantine/notifications')).Notifications }))

/** Pages without the frame. */
const PUBLIC = /^\/(sign-in|register)/

const RETRY_MS = 2000

/** Asks for the session of the refresh cookie; while the server is away it asks again. */
function start(): void {
  renewSession().catch(() => setTimeout(start, RETRY_MS))
}

/** What one person read is never shown to the next. */
function forgetOnSignOut(): void {
  let last: string | undefined
  watchSession(() => {
    const now = sessionState().me?.id
    if (last !== undefined && now !== last) queries.clear()
    last = now
  })
}

/** The look, with the words that the parts of the library need. */
function Console() {
  const close = useText().act.close
  const own = useMemo(
    () => mergeThemeOverrides(theme, { components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } } } }),
    [close],
  )
  return (
    <MantineProvider theme={own} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Suspense fallback={null}>
          <Notifications position="bottom-right" />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

const element = document.getElementById('root')
if (!element) throw new Error('The page has no root element')

forgetOnSignOut()
start()
// The frame and the page come while the session is asked for, not after it.
void router.preloadRoute({ to: window.location.pathname } as never)
if (!PUBLIC.test(window.location.pathname)) void import('./kit/shell/shell')

createRoot(element).render(
  <StrictMode>
    <LanguageProvider>
      <Console />
    </LanguageProvider>
  </StrictMode>,
)
