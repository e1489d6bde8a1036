/** The console: language, look, cache, session, pages. */
import { definitions, framed, session, words } from './early'
import './kit/mantine.css'
import '@mantine/notifications/styles.css'
import '@fontsource-variable/inter'
import './kit/styles.css'
import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, StrictMode, Suspense, useEffect, useMemo, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from './kit/api/queries'
import { watchSession, sessionState } from './kit/api/session'
import { LanguageProvider, useText } from './kit/language/language'
import { rowsThere } from './kit/list/ahead'
import { cssVariables, theme } from './kit/theme'
import { router, Shell } from './routes'

// What is said before the messages are there waits in their store.
const MessagePlace = lazy(async () => ({ default: (await import('./kit/shell/message-place')).MessagePlace }))

/** How long the first page has the browser to itself. */
const FIRST_MS = 1000

function Messages() {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), FIRST_MS)
    return () => clearTimeout(timer)
  }, [])
  return due ? (
    <Suspense fallback={null}>
      <MessagePlace />
    </Suspense>
  ) : null
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
        <Messages />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

const element = document.getElementById('root')
if (!element) throw new Error('The page has no root element')

forgetOnSignOut()
/** How long the page waits for what it shows, once it could be drawn without. */
const PATIENCE_MS = 300
const patience = (): Promise<void> => new Promise((over) => setTimeout(over, PATIENCE_MS))

/** Drawn once, when all of the first page is there: the session, the frame, its code, what it shows. What could not be had, the page says. */
async function draw(root: HTMLElement): Promise<void> {
  const [first] = await Promise.all([words, Promise.allSettled([session, framed && Shell.preload?.(), router.load()])])
  await Promise.race([patience(), Promise.allSettled([definitions, rowsThere()])])
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider first={first}>
        <Console />
      </LanguageProvider>
    </StrictMode>,
  )
}
void draw(element)
