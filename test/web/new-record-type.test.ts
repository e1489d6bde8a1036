/** A record type added as the README says (definition, table, one line): everything else is there by itself (WEB-1, TEN-8). */
import knex from 'knex'
import { readFileSync } from 'node:fs'
import { crud } from '../../api/kit/crud'
import { permissionMatrix } from '../../api/kit/matrix'
import { resourceRoutes } from '../../api/resources'
import { routes } from '../../api/routes'
import { tables } from '../../db/kit/schema'
import { choice, integer, money, text } from '../../domain/kit/fields'
import { defineResource } from '../../domain/kit/resource'
import { type TestApp, startApp } from '../support/app'
import { axe, startBrowser, type TestBrowser } from '../support/browser'
import { type Business, tenant } from '../support/tenant'

const cranes = defineResource({
  name: 'cranes',
  type: 'crane',
  slug: 'locations',
  title: 'cranes',
  label: 'name',
  fields: {
    name: text('name'),
    reach_in_metres: integer('reach_in_metres'),
    daily_rate: money('daily_rate'),
    status: choice('status', ['active', 'inactive']),
  },
  required: ['name'],
  unique: ['name'],
  list: { columns: ['name', 'reach_in_metres', 'daily_rate', 'status'], search: ['name'] },
})

const table = tables('cranes', [
  {
    name: 'cranes',
    columns: `name text not null,
    reach_in_metres integer,
    daily_rate bigint,
    status text not null default 'active',
    unique (tenant_id, name)`,
  },
])

const modules = [...routes.filter((route) => !/^\/api\/\w+\/resources$/.test(route.path)), ...crud(cranes)]
const all = [...modules, ...resourceRoutes(modules)]

let app: TestApp
let browser: TestBrowser
let business: Business

beforeAll(async () => {
  app = await startApp({ routes: all })
  const owner = knex({ client: 'pg', connection: app.database.owner_url })
  await table.up(owner).finally(() => owner.destroy())
  business = await tenant(app, { staff: [['locations.view']] })
  browser = await startBrowser(app)
}, 240_000)

afterAll(async () => {
  await browser?.stop()
  await app?.stop()
})

test('WEB-1 it has its list, form, record page and export in the console, with no code there', async () => {
  const page = await browser.as(business.admin, '/records/cranes')
  await page.getByText('Nothing here yet').waitFor()
  await page.getByRole('link', { name: 'New: Crane' }).first().click()
  await page.getByLabel('Name').fill('Tower crane')
  await page.getByLabel('Reach in metres').fill('sixty')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Write a whole number').or(page.getByText('number')).first().waitFor()
  await page.getByLabel('Reach in metres').fill('60')
  await page.getByLabel('Daily rate').fill('1250.50')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Tower crane' }).waitFor()
  await page.getByText('60').first().waitFor()
  expect(await axe(page)).toEqual([])
  await page.goto('/records/cranes')
  await page.getByRole('columnheader', { name: 'Reach in metres' }).waitFor()
  await page.getByRole('link', { name: 'Tower crane' }).waitFor()
  expect(await axe(page)).toEqual([])
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()])
  const [head, line] = readFileSync(await download.path(), 'utf8').split('\r\n')
  expect(head).toBe('\ufeffName,Reach in metres,Daily rate,Status')
  expect(line).toMatch(/^Tower crane,60,.*1,250\.50.*,Active$/)
})

test('TEN-8 it has its rows in the permission matrix, and they hold', async () => {
  const rows = permissionMatrix(all).filter(({ path }) => path.startsWith('/api/admin/cranes'))
  expect(rows.map(({ method, needs }) => `${method} ${needs}`)).toEqual([
    'GET locations.view',
    'POST locations.manage',
    'DELETE locations.manage',
    'GET locations.view',
    'PUT locations.manage',
  ])
  const [viewer] = business.staff
  expect((await viewer?.get('/api/admin/cranes'))?.status).toBe(200)
  expect((await viewer?.post('/api/admin/cranes', { name: 'Not mine to add' }))?.status).toBe(403)
})

test('no script failed on the way', () => {
  expect(browser.problems).toEqual([])
})
