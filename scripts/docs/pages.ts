/** The generated reference: file names and contents. */
import { describeApi } from '../../api/kit/describe'
import { matrixPage } from '../../api/kit/matrix'
import { openApiRoutes } from '../../api/openapi'
import { routes } from '../../api/routes'
import { consoleBook } from './console/book'
import { dictionaryPage } from './dictionary'
import { processesPage } from './processes'

const RIGHTS = [
  '# Permissions',
  '',
  'From the list of routes: `yes` by user type alone, `slug` when the role of the person holds it, `policy` when the record decides, `no` otherwise.',
  '',
].join('\n')

/** Contents by file name; the same sources give the same bytes. */
function referencePages(): Record<string, string> {
  const all = [...routes, ...openApiRoutes(routes)]
  return {
    'openapi.json': `${JSON.stringify(describeApi(all), null, 1)}\n`,
    'permissions.md': `${RIGHTS}\n${matrixPage(all)}\n`,
    'data-dictionary.md': dictionaryPage(),
    'processes.md': processesPage(),
  }
}

/** Every generated page by its path below docs/. */
export function generatedPages(): Record<string, string> {
  const reference = Object.entries(referencePages()).map(([name, content]) => [`reference/${name}`, content])
  return { ...Object.fromEntries(reference), 'console/README.md': consoleBook() }
}
