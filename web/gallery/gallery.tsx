/** One part of the kit at a time, named in the address (`?part=list&mode=dark`), over a made-up server. */
import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import '../kit/styles.css'
import '../kit/shell/shell.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from '../kit/api/queries'
import { renewSession } from '../kit/api/session'
import { speak } from '../kit/language/dictionaries'
import { LanguageProvider } from '../kit/language/language'
import { cssVariables, theme } from '../kit/theme'
import { answerAll } from './answers'
import type { PartName } from './names'
import { Buttons, Charts, LoadingPart, RecordPart, ResultsPart, States, Statuses, Story } from './pieces'
import {
  Conflict,
  ConfirmPart,
  Decision,
  Fields,
  FieldsWrong,
  FormPart,
  HelpPart,
  ListEmpty,
  ListPart,
  PalettePart,
  UploadsPart,
} from './work'

const PARTS: Record<PartName, ComponentType> = {
  buttons: Buttons,
  statuses: Statuses,
  states: States,
  loading: LoadingPart,
  list: ListPart,
  'list-empty': ListEmpty,
  results: ResultsPart,
  fields: Fields,
  'fields-wrong': FieldsWrong,
  form: FormPart,
  conflict: Conflict,
  decision: Decision,
  record: RecordPart,
  story: Story,
  confirm: ConfirmPart,
  uploads: UploadsPart,
  charts: Charts,
  palette: PalettePart,
  help: HelpPart,
}

const asked = new URLSearchParams(window.location.search)
const Part = PARTS[asked.get('part') as PartName]

const Shown = () => (
  <main style={{ padding: 24 }}>
    <Part />
  </main>
)

const router = createRouter({
  routeTree: createRootRoute({ component: Shown, notFoundComponent: () => null }),
  history: createMemoryHistory({ initialEntries: ['/'] }),
})

const element = document.getElementById('root')
if (!element) throw new Error('The page has no root element')

answerAll()
void Promise.all([speak('en'), renewSession()]).then(([spoken]) =>
  createRoot(element).render(
    <LanguageProvider first={spoken}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={asked.get('mode') === 'dark' ? 'dark' : 'light'}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </MantineProvider>
    </LanguageProvider>,
  ),
)
