/** The generated reference is as fresh as the sources it is made from. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allResources } from '../../scripts/docs/dictionary'
import { arrowsOf } from '../../scripts/docs/explore'
import { picturesTaken, pagePicture, partPicture, MODES, WIDTHS } from '../../scripts/docs/console/book'
import { consolePages } from '../../scripts/docs/console/routes'
import { generatedPages } from '../../scripts/docs/pages'
import { processes } from '../../domain/processes'
import { parts } from '../../web/gallery/names'
import { read, ROOT, trackedFiles } from './sources'

const pages = generatedPages()

test.each(Object.keys(pages))('docs/%s is what `npm run docs` writes', (name) => {
  const file = join(ROOT, 'docs', name)
  const written = existsSync(file) ? readFileSync(file, 'utf8') : ''
  // Only the first difference, for the pages are long.
  const [fresh, kept] = [pages[name]?.split('\n') ?? [], written.split('\n')]
  const line = fresh.findIndex((text, index) => text !== kept[index])
  expect({ line, fresh: fresh[line], kept: kept[line] }).toEqual({ line: -1, fresh: undefined, kept: undefined })
  expect(kept).toHaveLength(fresh.length)
})

test('every part of the kit has its pictures, and no picture is of something gone', () => {
  const taken = picturesTaken()
  const ofParts = Object.keys(parts).flatMap((name) => MODES.map((mode) => partPicture(name, mode)))
  const ofPages = consolePages().flatMap(({ key }) => WIDTHS.map((width) => pagePicture(key, width)))
  expect(ofParts.filter((name) => !taken.includes(name))).toEqual([])
  expect(taken.filter((name) => !ofParts.includes(name) && !ofPages.includes(name))).toEqual([])
})

test('every record definition stands in the dictionary once', () => {
  const names = allResources().map((resource) => resource.name)
  expect(names.length).toBeGreaterThan(10)
  expect(new Set(names).size).toBe(names.length)
})

test('every definition of a process is found, in whatever file it stands', () => {
  const files = trackedFiles().filter((file) => /^domain\/.*\.ts$/.test(file) && read(file).includes('defineProcess<'))
  const found = new Set(processes().values())
  const defined = files.flatMap((file) => {
    const exported: Record<string, unknown> = require(join(ROOT, file))
    return Object.values(exported).filter((value) => typeof value === 'object' && value !== null && 'statuses' in value)
  })
  expect(defined.length).toBeGreaterThan(5)
  expect(defined.filter((one) => !(found as Set<unknown>).has(one))).toEqual([])
})

test('every process of the diagrams comes to an end from everywhere, or back to its beginning where it goes on for ever', () => {
  for (const process of processes().values()) {
    const arrows = arrowsOf(process)
    const goal = arrows.some(({ to }) => to === '[*]') ? '[*]' : (arrows.find(({ from }) => from === '[*]')?.to ?? '')
    const ending = new Set([goal])
    for (let grew = true; grew; ) {
      const more = arrows.filter(({ from, to }) => from !== '[*]' && ending.has(to) && !ending.has(from))
      for (const { from } of more) ending.add(from)
      grew = more.length > 0
    }
    expect(arrows.map(({ to }) => to).filter((status) => !ending.has(status))).toEqual([])
  }
})
