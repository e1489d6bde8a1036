/** Scenes of work in which every write of a site and of its money is really done. */
import type { TestApp } from './app'
import { rowsOf, upload } from './documents'
import { projectIn } from './projects'
import { samplePng } from './samples/images'
import { made, type Site } from './site'
import { type Body, type Caller, person, stranger } from './tenant'
import { claim, type Money, ok, voucherIn } from './vouchers'

export const put = (who: Caller, path: string, body: Body): Promise<Body> => ok(who.put(path, body))
export const gone = (who: Caller, path: string): Promise<Body> => ok(who.delete(path))

/** Every write and every reading of a picture, receipt or offer on a site. */
export async function siteScene(app: TestApp, site: Site): Promise<void> {
  const { admin } = site.business
  const png = async (who: Caller): Promise<string> => (await upload(app, who, { bytes: samplePng(), name: 'p.png' })).body.data.file_path
  const { project, contractor, employee, client, picture, stock } = site
  const project_id: string = project.id
  await made(admin, `/api/admin/projects/${project_id}/comments`, { body: 'Concrete comes on Monday' })
  const template = await made(admin, '/api/admin/project-templates', { name: 'House', phase_keys: ['groundworks'] })
  const fresh = await projectIn(site.business, 'draft')
  await made(admin, `/api/admin/projects/${fresh.id}/phases/load`, { project_template_id: template.id, start_date: '2026-05-04' })
  const { version } = (await admin.get(`/api/admin/projects/${fresh.id}`)).body.data
  await put(admin, `/api/admin/projects/${fresh.id}`, { name: 'Villa', version })
  const [phase] = (await admin.get(`/api/admin/phases?filter[project_id]=${fresh.id}`)).body.data
  await put(admin, `/api/admin/phases/${phase.id}`, { progress_percent: 40, version: phase.version })
  await gone(admin, `/api/admin/phases/${phase.id}`)
  const helper = await person(app, { tenant_id: site.business.id, user_type: 'employee' })
  const member = await made(admin, '/api/admin/project-members', { project_id, user_id: helper.id })
  await put(admin, `/api/admin/project-members/${member.id}`, { duty: 'Foreman', version: member.version })
  await gone(admin, `/api/admin/project-members/${member.id}`)
  await gone(admin, `/api/admin/projects/${(await projectIn(site.business, 'draft')).id}`)
  const { url } = await made(admin, '/api/me/calendar-feed')
  expect((await stranger(app).get(new URL(url).pathname)).status).toBe(200)
  await gone(admin, '/api/me/calendar-feed')
  for (const [who, base] of [
    [contractor, '/api/contractor/materials'],
    [admin, '/api/admin/material-stock'],
  ] as const) {
    await made(who, `${base}/${stock.id}/movements`, { quantity: '5', reason: 'delivered' })
  }
  const [log] = (await contractor.get('/api/contractor/daily-logs')).body.data
  await put(contractor, `/api/contractor/daily-logs/${log.id}`, { notes: 'Rain.', version: log.version })
  const current = (await contractor.get(`/api/contractor/materials/${stock.id}`)).body.data
  await put(contractor, `/api/contractor/materials/${stock.id}`, { material_name: 'Wire', version: current.version })
  const shot = await made(admin, '/api/admin/gallery', { project_id, file_path: await png(admin) })
  await put(admin, `/api/admin/gallery/${shot.id}`, { caption: 'North', version: shot.version })
  await gone(admin, `/api/admin/gallery/${shot.id}`)
  for (const [who, portal] of [
    [admin, 'admin'],
    [employee, 'employee'],
    [client, 'client'],
  ] as const)
    for (const name of ['file', 'thumbnail']) await ok(who.get(`/api/${portal}/gallery/${picture.id}/${name}`))
  await made(employee, '/api/employee/clock-in', { project_id })
  await made(employee, '/api/employee/clock-out')
  for (const [who, portal] of [
    [admin, 'admin'],
    [contractor, 'contractor'],
  ] as const) {
    const path = `/api/${portal}/expenses`
    const spent = { project_id, category: 'Fuel', amount: '12.00', spent_on: '2026-05-04', file_path: await png(who) }
    const one = await made(who, path, spent)
    await ok(who.get(`${path}/${one.id}/file`))
    await put(who, `${path}/${one.id}`, { category: 'Diesel', version: one.version })
    await made(who, `${path}/${one.id}/submit`)
    await gone(who, `${path}/${(await made(who, path, { ...spent, file_path: null })).id}`)
  }
  const path = '/api/admin/proposals'
  const offer = await made(admin, path, { project_id, title: 'Roof', quoted_amount: '900.00' })
  await put(admin, `${path}/${offer.id}`, { title: 'Flat roof', version: offer.version })
  const sent = await made(admin, `${path}/${offer.id}/submit`)
  await made(client, `/api/tasks/${sent.task.id}/complete`, { outcome: 'request_changes', comment: 'Too dear' })
  await made(admin, `${path}/${offer.id}/revise`, { quoted_amount: '800.00' })
  await made(admin, `${path}/${offer.id}/comments`, { body: 'Cheaper now' })
  for (const [who, portal] of [
    [admin, 'admin'],
    [client, 'client'],
  ] as const)
    await ok(who.get(`/api/${portal}/proposals/${offer.id}/rounds/1/pdf`))
  await gone(admin, `${path}/${(await made(admin, path, { project_id, title: 'Door', quoted_amount: '9.00' })).id}`)
  const settings = { signature_image_path: await png(admin), signer_name: 'Ana' }
  await put(admin, '/api/admin/signature-settings', settings)
  await ok(admin.get('/api/admin/signature-settings/image'))
}

const CSV = 'date,reference,account,description,debit,credit,currency,project\r\n2026-03-31,A,1020,,5,,,\r\n2026-03-31,A,4010,,,5,,\r\n'

/** Every write and every paper of money. */
export async function moneyScene(app: TestApp, of: Money): Promise<void> {
  const { clerk, bookkeeper, project_id } = of
  const boss = of.admin
  const draft = await voucherIn(of, 'draft')
  await put(clerk, `/api/admin/vouchers/${draft.id}`, { description: 'Walls', version: draft.version })
  await ok(clerk.get(`/api/admin/vouchers/${draft.id}/pdf`))
  await gone(clerk, `/api/admin/vouchers/${(await ok(clerk.post('/api/admin/vouchers', claim(of)))).id}`)
  await voucherIn(of, 'paid')
  const orders = [
    ['variation-orders', { project_id, title: 'Stairs', amount: '250.00' }, { title: 'Wide stairs' }],
    ['daywork-orders', { project_id, work_date: '2026-05-04', amount: '30.00' }, { amount: '31.00' }],
  ] as const
  for (const [name, body, change] of orders) {
    const one = await made(clerk, `/api/admin/${name}`, body)
    await put(clerk, `/api/admin/${name}/${one.id}`, { ...change, version: one.version })
    if (name === 'daywork-orders') await made(clerk, `/api/admin/${name}/${one.id}/submit`)
    await gone(clerk, `/api/admin/${name}/${(await made(clerk, `/api/admin/${name}`, body)).id}`)
  }
  const entry = {
    entry_type: 'payment',
    party_type: 'subcontractor',
    party_id: of.subcontractor_id,
    credit: '10.00',
    entry_date: '2026-05-11',
  }
  const posted = await made(bookkeeper, '/api/admin/ledgers', entry)
  await put(bookkeeper, `/api/admin/ledgers/${posted.id}`, { description: 'Cash', version: posted.version })
  await made(bookkeeper, `/api/admin/ledgers/${posted.id}/reverse`, { reason: 'Twice', entry_date: '2026-05-12' })
  const party = `party_type=subcontractor&party_id=${of.subcontractor_id}`
  const [account] = (await boss.get('/api/admin/accounts')).body.data
  const reports = ['trial-balance', 'profit-and-loss', 'balance-sheet', 'cash-flow']
  for (const format of ['csv', 'xlsx', 'pdf']) await ok(boss.get(`/api/admin/ledgers/statement?${party}&format=${format}`))
  for (const format of ['csv', 'xlsx', 'pdf']) await ok(boss.get(`/api/admin/reports/trial-balance?format=${format}`))
  for (const name of reports) await ok(boss.get(`/api/admin/reports/${name}?format=csv`))
  await ok(boss.get(`/api/admin/reports/account-ledger?account_id=${account.id}&format=csv`))
  const accounts = (await boss.get('/api/admin/accounts?per_page=100')).body.data as Body[]
  const idOf = (code: string): string => accounts.find((one) => one.code === code)?.id
  const lines = [
    { account_id: idOf('1020'), debit: '5.00' },
    { account_id: idOf('4010'), credit: '5.00' },
  ] // prettier-ignore
  const rate = await made(boss, '/api/admin/exchange-rates', { currency: 'USD', rate_date: '2026-03-01', rate: '1.1' })
  await put(boss, `/api/admin/exchange-rates/${rate.id}`, { rate: '1.2', version: rate.version })
  await gone(boss, `/api/admin/exchange-rates/${rate.id}`)
  const journal = await made(boss, '/api/admin/journals', { entry_date: '2026-03-31', lines })
  await made(boss, `/api/admin/journals/${journal.id}/reverse`, { reason: 'Wrong' })
  const file_path = (await upload(app, boss, { bytes: Buffer.from(CSV), name: 'books.csv' })).body.data.file_path
  await made(boss, '/api/admin/journals/import', { file_path })
  for (const [month, kind, who, outcome] of [
    ['2026-01', 'close', boss, 'confirm'],
    ['2026-01', 'reopen', boss, 'confirm'],
  ] as const) {
    const { task } = await made(who, `/api/admin/periods/${month}/${kind}`, { reason: 'Month end' })
    const second = await person(app, { tenant_id: of.business.id, user_type: 'admin' })
    await made(second, `/api/tasks/${task.id}/complete`, { outcome })
  }
  // Each posting that a step made is told with the request that brought its message.
  const events = await rowsOf(app, of.business.id, 'audit_events').where({ action: 'journals.post' })
  expect(events.length).toBeGreaterThan(4)
  expect(events.filter(({ request_id }) => request_id === null)).toEqual([])
}
