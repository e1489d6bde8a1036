/** Both languages of the console are complete, and no text is left in its code (WEB-6). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { routes } from '../../api/routes'
import { metaOf } from '../../domain/kit/fields'
import type { Resource } from '../../domain/kit/resource'
import { IMPORT_REASONS } from '../../domain/rules/ledger/import/problems'
import { openPolicies } from '../../policies'
import { permissions } from '../../policies/permissions'
import { en } from '../../web/kit/language/en'
import { pt } from '../../web/kit/language/pt'
import { fieldError, wordOf, readable } from '../../web/kit/language/words'
import { sources, ROOT } from '../ratchets/sources'

const LANGUAGES = { en, pt }

interface Needed {
  group: 'fields' | 'titles' | 'types' | 'values'
  code: string
}

function neededBy(resource: Resource): Needed[] {
  const fields = Object.entries(resource.fields).flatMap(([name, schema]): Needed[] => {
    const { label, kind, options } = metaOf(schema)
    const values = kind === 'choice' ? (options ?? []).map((code): Needed => ({ group: 'values', code })) : []
    return [{ group: 'fields', code: label || name }, ...values]
  })
  return [{ group: 'titles', code: resource.title }, { group: 'types', code: resource.type }, ...fields]
}

const resources = [...new Set(routes.flatMap((route) => (route.resource ? [route.resource] : [])))]

/** Known to the dictionary: not merely the code made readable. */
function known(language: keyof typeof LANGUAGES, { group, code }: Needed): boolean {
  const plain = code.replace(/\.title$/, '')
  const words: Record<string, string> = LANGUAGES[language][group]
  return words[code] !== undefined || words[plain.slice(plain.lastIndexOf('.') + 1)] !== undefined
}

test('WEB-6 every field, title, type and choice of every record type has its word in both languages', () => {
  expect(resources.length).toBeGreaterThan(10)
  const needed = resources.flatMap(neededBy)
  const missing = (['en', 'pt'] as const).flatMap((language) =>
    needed.filter((each) => !known(language, each)).map(({ group, code }) => `${language} ${group} ${code}`),
  )
  expect([...new Set(missing)]).toEqual([])
})

test('WEB-6 every kind of task and every module of rights has its word', async () => {
  const kinds = (await openPolicies()).entries().map(([kind]) => kind)
  const modules = [...new Set(permissions.map((permission) => permission.module))]
  expect(kinds.filter((kind) => !en.taskKinds[kind] || !pt.taskKinds[kind] || !en.taskAsks[kind] || !pt.taskAsks[kind])).toEqual([])
  expect(modules.filter((module) => !pt.moduleNames[module])).toEqual([])
})

/** Texts of a dictionary by their path; functions are called with something of each kind. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, String((value as (...given: unknown[]) => unknown)(2, 'x'))]]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, each]) => texts(each, `${path}.${name}`))
}

test('WEB-6 everything that can be wrong with a file of journals is said in Portuguese too', () => {
  expect(Object.keys(pt.import.reasons).sort()).toEqual([...IMPORT_REASONS].sort())
})

test('WEB-6 no text of a language is empty, and the words for codes are the same codes in both', () => {
  for (const language of Object.values(LANGUAGES)) expect(texts(language).filter(([, text]) => text.trim() === '')).toEqual([])
  for (const group of [
    'fields',
    'titles',
    'types',
    'values',
    'outcomes',
    'decided',
    'taskKinds',
    'taskAsks',
    'reasons',
    'notificationKinds',
  ] as const) {
    expect({ group, codes: Object.keys(pt[group]).sort() }).toEqual({ group, codes: Object.keys(en[group]).sort() })
  }
})

test('WEB-6 a code nobody listed is made readable, and the server’s sentences speak Portuguese', () => {
  expect(wordOf(en, 'fields', 'brand_new_field')).toBe('Brand new field')
  expect(readable('supplier_id')).toBe('Supplier')
  expect(fieldError(pt, 'The name field is required.')).toBe('Este campo é obrigatório.')
  expect(fieldError(en, 'The name field is required.')).toBe('The name field is required.')
})

const WORDS_IN_MARKUP = /<[A-Za-z](?:[^<>]*[^<>=])?>\s*([A-Z][a-z]+(?: [a-z]+)+[.!?]?)\s*<\//
const WORDS_IN_ATTRIBUTES = /\b(label|title|placeholder|aria-label|description)="([A-Za-z][^"]*\s[^"]*)"/

test('WEB-6 no text is left in the code of the console', () => {
  // The gallery shows the kit to developers; it is no part of the product.
  const pages = sources().filter((file) => file.startsWith('web/') && !file.startsWith('web/gallery/') && file.endsWith('.tsx'))
  expect(pages.length).toBeGreaterThan(40)
  const left = pages.filter((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    return WORDS_IN_MARKUP.test(text) || WORDS_IN_ATTRIBUTES.test(text)
  })
  expect(left).toEqual([])
  expect(WORDS_IN_MARKUP.test('<p>Some text here.</p>')).toBe(true)
  expect(WORDS_IN_ATTRIBUTES.test('<Button label="Some text">')).toBe(true)
})
