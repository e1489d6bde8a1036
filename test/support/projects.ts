/** Projects for tests: made through the real API, with instruments written straight into their tables. */
import { v7 as uuidv7 } from 'uuid'
import { inTenant } from '../../db/kit/client'
import type { TestApp } from './app'
import type { Body, Business, Caller } from './tenant'

/** A project of the business in a status; its detail. */
export async function projectIn(business: Business, status: string, more: Record<string, unknown> = {}): Promise<Body> {
  const made = await business.admin.post('/api/admin/projects', { name: 'House', ...more })
  if (made.status !== 201) throw new Error(`project: ${JSON.stringify(made.body)}`)
  const path: Record<string, string[]> = {
    draft: [],
    active: ['active'],
    on_hold: ['active', 'on_hold'],
    completed: ['active', 'completed'],
    cancelled: ['active', 'cancelled'],
  }
  for (const next of path[status] ?? []) {
    const moved = await business.admin.post(`/api/admin/projects/${made.body.data.id}/transition`, { status: next })
    if (moved.status !== 200) throw new Error(`${next}: ${JSON.stringify(moved.body)}`)
  }
  return (await business.admin.get(`/api/admin/projects/${made.body.data.id}`)).body.data
}

/** One row of an instrument; amounts in minor units. */
export async function instrument(
  app: TestApp,
  business: Business,
  row: { table: 'ledger_entries' | 'variation_orders' | 'daywork_orders'; values: Record<string, unknown> },
): Promise<string> {
  const id = uuidv7()
  const number = id.slice(-12)
  const own: Record<string, Record<string, unknown>> = {
    ledger_entries: { entry_type: 'payment', party_type: 'subcontractor', entry_date: '2026-05-04' },
    variation_orders: { vo_number: `VO-${number}`, title: 'Wider stairs', status: 'pending' },
    daywork_orders: { dwo_number: `DWO-${number}`, work_date: '2026-05-04', status: 'draft' },
  }
  const base = { tenant_id: business.id, id, currency: 'EUR', created_by_id: business.admin.id }
  await inTenant(app.services.db, business.id, (trx) => trx(row.table).insert({ ...base, ...own[row.table], ...row.values }))
  return id
}

/** Phases of the library by their names and days. */
export async function library(admin: Caller, phases: Record<string, number>): Promise<void> {
  for (const [name, default_duration_days] of Object.entries(phases)) {
    const made = await admin.post('/api/admin/phase-library', { name, default_duration_days })
    if (made.status !== 201) throw new Error(`phase: ${JSON.stringify(made.body)}`)
  }
}
