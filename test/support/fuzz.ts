/** Requests as nobody would write them, made from the routes themselves and from a seed that repeats them. */
import { type JsonSchema, inputSchema } from '../../api/kit/bounds'
import type { Route } from '../../api/kit/route'
import { sample } from './sample'

/** A source of chance that gives the same again for the same seed. */
export interface Chance {
  below(count: number): number
  one<T>(of: readonly T[]): T
  /** True so often, between 0 and 1. */
  now(often: number): boolean
}

/** Mulberry32: small, fast, and even enough to choose inputs by. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number): number => Math.floor(next() * count)
  return { below, one: (of) => of[below(of.length)] as (typeof of)[number], now: (often) => next() < often }
}

const NASTY_TEXTS = [
  '',
  ' ',
  'x',
  '\u0000',
  '\ud800',
  '\uffff',
  '\u202eabc',
  '\u200b',
  'a'.repeat(300),
  'é'.repeat(700),
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e5',
  '99999999999999999999',
  '0.00000001',
  '2026-02-30',
  '2026-02-28',
  '0001-01-01',
  '1900-01-01',
  '2200-12-31',
  '9999-12-31',
  '-000001-01-01',
  '2026-05-04T10:00:00Z',
  '2026-05-04T24:00:00+23:59',
  '0000-01-01T00:00:00Z',
  'open',
  "'; drop table users; --",
  '%',
  '_%\\',
  '{}',
  '[1]',
  'constructor',
  '__proto__',
  'a,b,null',
  ',,,',
  '(((',
  '"',
  '💶 & <b>',
  '../../etc',
  '2026-01-01..2025-01-01',
]
const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  2_147_483_648,
  [],
  {},
  [[]],
  [null],
  [{}],
  { id: 'x' },
  ['x', 'x'],
  ...NASTY_TEXTS,
]

/** What the generators know of the records that exist. */
export interface Pool {
  /** An id of a record that a field or path segment points at; any known one, or none of ours. */
  id(of: string): string
}

const text = (chance: Chance, pool: Pool): string =>
  chance.now(0.15) ? pool.id('') : chance.now(0.1) ? [pool.id(''), chance.one(NASTY_TEXTS), 'null'].join(',') : chance.one(NASTY_TEXTS)

/** The path with something in place of its parameters: mostly a record's id. */
export function pathOf(route: Route, chance: Chance, pool: Pool): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => {
    if (chance.now(0.8)) {
      const before =
        route.path
          .slice(0, route.path.indexOf(`/:${name}`))
          .split('/')
          .at(-1) ?? ''
      if (name === 'id' || name.endsWith('_id')) return pool.id(before)
      return chance.one(['2026-05', '1', 'documents.verify', 'document_approval', '2026', 'light'])
    }
    const odd = chance.one([...NASTY_TEXTS, '..', 'a'.repeat(2500)])
    return chance.now(0.3)
      ? chance.one(['%', '%00', '%ff', '%2e%2e', '%2F', ';x', '%E0%A4%A'])
      : encodeURIComponent(odd.toWellFormed()) || 'x'
  })
}

/** A query string: names that the route knows, and some that it does not. */
export function queryOf(route: Route, chance: Chance, pool: Pool): string {
  if (chance.now(0.4)) return ''
  const known = route.query ? Object.entries(inputSchema(route.query).properties ?? {}) : []
  const pairs: string[] = []
  for (let count = chance.below(4); count >= 0; count -= 1) {
    const [name, schema] = known.length > 0 && chance.now(0.93) ? chance.one(known) : [chance.one(NASTY_TEXTS), {} as JsonSchema]
    const fits = chance.now(0.4) && Array.isArray(schema.enum) ? String(chance.one(schema.enum)) : undefined
    pairs.push(`${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent((fits ?? text(chance, pool)).toWellFormed())}`)
  }
  if (chance.now(0.02)) pairs.push(...Array.from({ length: 200 }, (_, index) => `p${index}=1`))
  return `?${pairs.join('&')}`
}

type Tree = Record<string, unknown> | unknown[]

/** Changes one place of a value, somewhere inside. */
function spoil(value: unknown, chance: Chance): unknown {
  if (value === null || typeof value !== 'object') return chance.one(NASTY_VALUES)
  const copy: Tree = Array.isArray(value) ? [...value] : { ...value }
  const names = Object.keys(copy)
  const name = names.length > 0 ? chance.one(names) : 'extra'
  const into = copy as Record<string, unknown>
  const change = chance.below(20)
  if (change < 3) delete into[name]
  else if (change < 6) into[chance.one(['extra', '__proto__x', 'tenant_id', 'a'.repeat(500)])] = chance.one(NASTY_VALUES)
  else into[name] = chance.now(0.6) ? chance.one(NASTY_VALUES) : spoil(into[name], chance)
  return copy
}

const WHOLE = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '1e999',
  '{"__proto__":{"a":1}}',
  '{"a":1,"a":2}',
  '{"constructor":{"prototype":1}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  `[${'0,'.repeat(30_000)}0]`,
  `{${Array.from({ length: 3000 }, (_, index) => `"k${index}":1`).join(',')}}`,
  JSON.stringify('x'.repeat(9000)),
]

/** A value for a field that may be left out, so that sampled bodies reach further than what is required. */
function filled(schema: JsonSchema, chance: Chance, pool: Pool): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (!chance.now(0.3)) continue
    const plain = inner.anyOf?.[0] ?? inner
    if (plain.enum) body[name] = chance.one(plain.enum as unknown[])
    else if (plain.type === 'boolean') body[name] = chance.now(0.5)
    else if (name.endsWith('_id') || plain.format === 'uuid') body[name] = pool.id(typeof plain.to === 'string' ? plain.to : '')
    else if (plain.type === 'integer' || plain.type === 'number') body[name] = chance.below(100)
    else if (plain.type === 'string') body[name] = chance.one(['Words', '12.50', '2026-03-02', 'nowhere@example.test'])
  }
  return body
}

/** A body for a route: one that fits, one spoiled in some place, or something else altogether. */
export function bodyOf(route: Route, chance: Chance, pool: Pool): string | Buffer {
  if (!route.body || chance.now(0.06)) return chance.one(WHOLE)
  const fit = sample(route.body, (to) => pool.id(to))
  let body: unknown =
    fit !== null && typeof fit === 'object' && !Array.isArray(fit) ? { ...filled(inputSchema(route.body), chance, pool), ...fit } : fit
  const places = chance.now(0.35) ? 0 : 1 + chance.below(3)
  for (let place = 0; place < places; place += 1) body = spoil(body, chance)
  const json = JSON.stringify(body) ?? 'null'
  if (chance.now(0.03)) return Buffer.from(`${json.slice(0, -1)},"name":"Café"}`, 'latin1')
  if (chance.now(0.02)) return Buffer.from(json, 'utf16le')
  return chance.now(0.02) ? json.slice(0, json.length >> 1) : json
}

const PARTS = [
  'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords',
  'Content-Disposition: form-data; name="file"; filename="%22\u0000.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4 nothing',
  'Content-Disposition: form-data; name="file"\r\n\r\nno file',
  'Content-Disposition: form-data; name="other"; filename="b.png"\r\n\r\n\u0089PNG\r\n\u001a\n',
  'Content-Disposition: form-data\r\n\r\nx',
  'Bad Header\r\n\r\nx',
  ': \r\n\r\n',
  'X: y',
  '',
  `Content-Disposition: form-data; name="${'n'.repeat(5000)}"\r\n\r\nx`,
]

/** A form of some parts, most of them no parts at all. */
export function formOf(chance: Chance): Buffer {
  const parts = Array.from({ length: chance.below(5) }, () => `--B\r\n${chance.one(PARTS)}\r\n`)
  return Buffer.from(`${parts.join('')}${chance.one(['--B--\r\n', '--B--', '--B', ''])}`, 'latin1')
}

const HEADERS: readonly [string, readonly string[]][] = [
  [
    'Content-Type',
    [
      'application/json',
      'application/json; charset=latin1',
      'text/plain',
      'application/json; charset=utf-16',
      'nonsense',
      'multipart/form-data',
    ],
  ],
  [
    'Range',
    ['bytes=0-', 'bytes=-99999999', 'bytes=99999999999999999999-', 'bytes=5-1', 'bytes=0-0,2-3', 'lines=1-2', 'bytes=-0', 'bytes=--1'],
  ],
  ['If-None-Match', ['*', '"x"', 'W/"x", "y"', 'nonsense']],
  ['If-Range', ['"x"', 'Tue, 01 Jan 2030 00:00:00 GMT']],
  ['Idempotency-Key', ['once', 'a'.repeat(300), 'ü', '']],
  ['Accept', ['text/html', '*/*;q=x', 'application/pdf']],
  ['Accept-Language', ['pt', 'x'.repeat(500), ';;;']],
  ['Accept-Encoding', ['gzip', 'br;q=0', 'nonsense']],
  ['Content-Encoding', ['gzip', 'br', 'nonsense', 'identity']],
  ['X-Request-Id', ['fuzz-fuzz', 'no', 'a'.repeat(100)]],
  ['X-Forwarded-For', ['1.2.3.4', 'nonsense', '::1, 8.8.8.8']],
  ['Cookie', ['refresh_token=x', 'a', '=;=', 'temporal_pass=%']],
  ['Origin', ['null', 'https://evil.example']],
]

/** Headers beside those that the request needs. */
export function headersOf(chance: Chance): Record<string, string> {
  const found: Record<string, string> = {}
  while (chance.now(0.25)) {
    const [name, values] = chance.one(HEADERS)
    // Header bytes are Latin-1.
    found[name] = chance.one(values)
  }
  return found
}
