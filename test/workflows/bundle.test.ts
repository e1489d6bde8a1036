/** The workflow bundle: built once, whole at any moment, light; and one protobufjs, without which histories do not load. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { bundlePath } from '../../workers/kit/bundle'

const folder = mkdtempSync(join(tmpdir(), 'cien-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('two processes that build at once leave one whole bundle, and the next start takes it as it is', async () => {
  const [one, other] = await Promise.all([bundlePath(folder), bundlePath(folder)])
  expect(one).toBe(other)
  expect(readdirSync(folder)).toEqual([basename(one)])
  const { mtimeMs } = statSync(one)
  expect(await bundlePath(folder)).toBe(one)
  expect(statSync(one).mtimeMs).toBe(mtimeMs)
})

test('workflows carry neither zod nor a database nor Node', async () => {
  const code = readFileSync(await bundlePath(folder), 'utf8')
  const modules = [...code.matchAll(/^\/\*\*\*\/ "\.\/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)/gm)].map((found) => found[1])
  expect(modules).toContain('@temporalio/workflow')
  for (const heavy of ['zod', 'knex', 'objection', 'pg', 'pino', 'express']) expect(modules).not.toContain(heavy)
})

test('there is one protobufjs, of the version that Temporal reads histories with', () => {
  const lock = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>
  }
  const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith('node_modules/protobufjs'))
  expect(copies.map(([path]) => path)).toEqual(['node_modules/protobufjs'])
  expect(copies[0]?.[1].version).toMatch(/^8\./)
})
