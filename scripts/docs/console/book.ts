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

interface Picture {
  file: string
  text: string
  width: number
}

/** The pictures of the list that were taken. */
const images = (list: readonly Picture[], taken: ReadonlySet<string>): string[] =>
  list.filter(({ file }) => taken.has(file)).map(({ file, text, width }) => `<img src="pictures/${file}" alt="${text}" width="${width}">`)

/** The page; the same sources and pictures give the same bytes. */
export function consoleBook(): string {
  const taken = new Set(picturesTaken())
  const kit = Object.entries(parts).map(([name, title]) => {
    const shown = MODES.map((mode) => ({ file: partPicture(name, mode), text: `${title}, ${mode}`, width: 480 }))
    return [`### ${title}`, '', ...images(shown, taken), ''].join('\n')
  })
  const pages = consolePages().map(({ path, key }) => {
    const shown = WIDTHS.map((width) => ({
      file: pagePicture(key, width),
      text: `${path} at ${width} px`,
      width: width > 1000 ? 640 : 160,
    }))
    const found = images(shown, taken)
    return [`### \`${path}\``, '', ...(found.length > 0 ? found : ['No picture yet.']), ''].join('\n')
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
