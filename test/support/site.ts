/** A building site for tests of the portals: one project with its people and something of each kind. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestApp } from './app'
import { hourOf, todayIn, zoneByDay } from './days'
import { upload } from './documents'
import { library, projectIn } from './projects'
import { samplePng } from './samples/images'
import { type Body, type Business, type Caller, tenant } from './tenant'

export interface Site {
  /** Of the business; today does not end in it while a test runs. */
  zone: string
  business: Business
  employee: Caller
  contractor: Caller
  client: Caller
  project: Body
  visit: Body
  proposal: Body
  expense: Body
  stock: Body
  picture: Body
}

const PATIENCE = 20

/** The data of an answer that must have worked; asked again, under one key, while the server says that it is busy. */
export async function made(who: Caller, path: string, body: Record<string, unknown> = {}): Promise<Body> {
  const key = { 'Idempotency-Key': randomUUID() }
  let answer = await who.post(path, body, key)
  for (let again = 0; answer.status === 503 && again < PATIENCE; again += 1) {
    await pause(1000)
    answer = await who.post(path, body, key)
  }
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  return answer.body.data
}

/** A picture in the gallery, uploaded by `who` through their own portal. */
export async function pictureOf(app: TestApp, who: Caller, values: Record<string, unknown>): Promise<Body> {
  const { file_path } = (await upload(app, who, { bytes: samplePng(), name: 'site.png' })).body.data
  return made(who, '/api/employee/gallery', { ...values, file_path })
}

/** A project under way: members, phases, an event today, a proposal to decide, an expense, a stock, a picture. */
export async function siteIn(app: TestApp): Promise<Site> {
  const zone = zoneByDay()
  const todayAt = (hour: number): string => hourOf(todayIn(zone), hour, zone).toISOString()
  const business = await tenant(app, { employee: 1, contractor: 1, client: 1, time_zone: zone, name: 'Aurora' })
  const { admin, employees, contractors, clients } = business
  const [employee, contractor, client] = [employees[0], contractors[0], clients[0]] as [Caller, Caller, Caller]
  const project = await projectIn(business, 'active', { name: 'Riverside offices', client_user_id: client.id })
  const project_id: string = project.id
  for (const { id } of [employee, contractor]) await made(admin, '/api/admin/project-members', { project_id, user_id: id })
  await library(admin, { Groundworks: 20, Structure: 45 })
  for (const phase_key of ['groundworks', 'structure']) await made(admin, '/api/admin/phases', { project_id, phase_key })
  const event = { project_id, event_type: 'site_visit', starts_at: todayAt(9), ends_at: todayAt(11) }
  const visit = await made(admin, '/api/admin/calendar', { ...event, title: 'Slab check', assigned_user_id: employee.id })
  const offer = await made(admin, '/api/admin/proposals', { project_id, title: 'Solar panels', quoted_amount: '152000.00' })
  const proposal = await made(admin, `/api/admin/proposals/${offer.id}/submit`)
  const spent = { project_id, category: 'Scaffold hire', amount: '960.00', spent_on: '2026-05-04' }
  const expense = await made(contractor, '/api/contractor/expenses', spent)
  const stock = await made(contractor, '/api/contractor/materials', { project_id, material_name: 'Cable', unit: 'm', quantity: '800' })
  await made(contractor, '/api/contractor/daily-logs', { project_id, log_date: '2026-05-04', notes: 'Cable trays on the third floor.' })
  const picture = await pictureOf(app, employee, { project_id, caption: 'Slab of the third floor' })
  return { zone, business, employee, contractor, client, project, visit, proposal, expense, stock, picture }
}
