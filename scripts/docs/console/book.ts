/** `docs/console/README.md`: every part of the kit and every page of the console, with the pictures that were taken of them. */
import { readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { parts } from '../../../web/gallery/names'
import { consolePages } from './routes'

/** Where the pictures are kept, seen from the root. */
export const PICTURES = join('docs', 'console', 'pictures')
const ROOT = join(__dirname, '..', '..', '..')

export const MODES = ['light', 'dark'] as const
export const WIDTHS = [1440, 360] as const

/** The file of a part's or a page's picture. */
export const partPicture = (name: string, mode: (typeof MODES)[number]): string => `part-${name}-${mode}.webp`
export const pagePicture = (key: string, width: (typeof WIDTHS)[number]): string => `page-${key}-${width}.webp`

/** The pictures there are. */
export const picturesTaken = (): string[] => (existsSync(join(ROOT, PICTURES)) ? readdirSync(join(ROOT, PICTURES)).sort() : [])

function image(file: string, text: string, width: number, taken: ReadonlySet<string>): string {
  return taken.has(file) ? `<img src="pictures/${file}" alt="${text}" width="${width}">` : ''
}

/** The page; the same sources and pictures give the same bytes. */
export function consoleBook(): string {
  const taken = new Set(picturesTaken())
  const kit = Object.entries(parts).map(([name, title]) =>
    [`### ${title}`, '', ...MODES.map((mode) => image(partPicture(name, mode), `${title}, ${mode}`, 480, taken)).filter(Boolean), ''].join(
      '\n',
    ),
  )
  const pages = consolePages().map(({ path, key }) => {
    const [wide, narrow] = WIDTHS
    const shown = [
      image(pagePicture(key, wide), `${path} at ${wide} px`, 640, taken),
      image(pagePicture(key, narrow), `${path} at ${narrow} px`, 160, taken),
    ]
    return [`### \`${path}\``, '', ...(shown.some(Boolean) ? shown.filter(Boolean) : ['No picture yet.']), ''].join('\n')
  })
  return [
    '# The console in pictures',
    '',
    'Made by `npm run docs`; `npm run docs -- --pictures` takes all pictures anew in Chromium, over the demo company.',
    '',
    '## Parts of the kit, light and dark',
    '',
    ...kit,
    '## Pages, at 1440 and 360 px',
    '',
    ...pages,
  ].join('\n')
}
