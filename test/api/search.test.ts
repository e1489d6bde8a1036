/** One search over everything a person may see (⌘K): kinds, ranks, accents, rights and walls. */
import { type TestApp, startApp } from '../support/app'
import { type Cast, cast, documentIn } from '../support/documents'
import { type Caller, person, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let people: Cast

const NAMES = ['Ponte de São João', 'Reforma da ponte', 'PONTE']

beforeAll(async () => {
  app = await startApp()
  ;[worker, people] = await Promise.all([startWorker(app), cast(app)])
  for (const name of NAMES) await made('projects', { name })
  await made('projects', { name: 'Cais', description: 'Junto à ponte velha' })
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

async function made(list: string, body: Record<string, unknown>): Promise<string> {
  const answer = await people.admin.post(`/api/admin/${list}`, body)
  if (answer.status !== 201) throw new Error(`${list}: ${JSON.stringify(answer.body)}`)
  return answer.body.data.id
}

type Found = { type: string; id: string; label: string; detail: string | null; status: string | null }

async function search(who: Caller, q: string, portal = 'admin'): Promise<Found[]> {
  const { status, body } = await who.get(`/api/${portal}/search?q=${encodeURIComponent(q)}`)
  expect(status).toBe(200)
  return body.data
}
const labels = async (who: Caller, q: string): Promise<string[]> => (await search(who, q)).map(({ label }) => label)

test('WEB-1 what is called so comes first, then what begins so, then words that begin so, then the rest', async () => {
  expect(await labels(people.admin, 'ponte')).toEqual(['PONTE', 'Ponte de São João', 'Reforma da ponte', 'Cais'])
})

test('WEB-1 case, accents and the order of words do not matter', async () => {
  for (const asked of ['são joão', 'SAO JOAO', 'joao ponte', 'sáò joä', 'SÃO', 'pont jo'])
    expect(await labels(people.admin, asked)).toContain(NAMES[0])
  expect(await labels(people.admin, 'sao paulo')).toEqual([])
  expect(await labels(people.admin, 'p_nte')).toEqual([])
})

test('WEB-1 records of every kind are found by name, number or text', async () => {
  const project_id = await made('projects', { name: 'Armazém Zênite' })
  await made('proposals', { project_id, title: 'Zênite: cobertura', quoted_amount: '10.00' })
  await made('locations', { name: 'Pátio Zênite' })
  await made('calendar', { project_id, title: 'Vistoria Zênite', event_type: 'inspection', starts_at: '2026-05-04T10:00:00Z' })
  await made('variation-orders', { project_id, title: 'Zênite: vigas', amount: '5.00' })
  await made('daywork-orders', { project_id, work_date: '2026-05-04', amount: '5.00', description: 'Limpeza do Zênite' })
  const accounts = (await people.admin.get('/api/admin/accounts?sort=code')).body.data as { id: string; children?: unknown }[]
  const [one, other] = accounts.slice(-2)
  await made('journals', {
    entry_date: '2026-05-04',
    memo: 'Sinal do Zênite',
    lines: [
      { account_id: one?.id, debit: '1.00' },
      { account_id: other?.id, credit: '1.00' },
    ],
  })
  await person(app, { tenant_id: people.business.id, user_type: 'staff', name: 'Zenite Alves' })
  await documentIn(people, 'in_verification', { name: 'Planta do Zênite' })
  const types = (await search(people.admin, 'zenite')).map(({ type }) => type)
  expect(new Set(types)).toEqual(
    new Set(['project', 'document', 'proposal', 'variation_order', 'daywork_order', 'user', 'calendar_event', 'journal', 'location']),
  )
  expect((await search(people.admin, 'VO-000001')).map(({ type, detail }) => [type, detail])).toEqual([
    ['variation_order', 'Zênite: vigas · Armazém Zênite'],
  ])
})

test('WEB-1 a record is found by what it is called now, and no more once it is gone', async () => {
  const id = await made('projects', { name: 'Viaduto antigo' })
  expect((await people.admin.put(`/api/admin/projects/${id}`, { name: 'Passarela', version: 1 })).status).toBe(200)
  expect([await labels(people.admin, 'viaduto'), await labels(people.admin, 'passarela')]).toEqual([[], ['Passarela']])
  expect((await people.admin.delete(`/api/admin/projects/${id}`)).status).toBe(200)
  expect(await labels(people.admin, 'passarela')).toEqual([])
})

test('DOC-4 the words inside a document find it, whatever their accents', async () => {
  await documentIn(people, 'draft', { name: 'Anexo', description: 'Memorial descritivo da fundação' })
  const [found] = await search(people.admin, 'fundacao')
  expect(found).toMatchObject({ type: 'document', label: 'Anexo', status: 'draft' })
})

test('TEN-8 a search shows what the lists show: rights, portals and businesses are kept', async () => {
  expect(await labels(people.stranger, 'ponte')).toEqual([])
  const [manager] = (await tenant(app, { staff: [['projects.view']] })).staff as [Caller]
  expect(await labels(manager, 'ponte')).toEqual([])
  const client = people.business.clients[0] as Caller
  expect(await search(client, 'ponte', 'client')).toEqual([])
  await made('projects', { name: 'Ponte do cliente', client_user_id: client.id })
  expect((await search(client, 'ponte', 'client')).map(({ label }) => label)).toEqual(['Ponte do cliente'])
  expect((await client.get('/api/admin/search?q=ponte')).status).toBe(403)
})

test('WEB-1 what nothing is called finds nothing, in every portal', async () => {
  const { id } = people.business
  const [employee, contractor] = [
    await person(app, { tenant_id: id, user_type: 'employee' }),
    await person(app, { tenant_id: id, user_type: 'contractor' }),
  ]
  const askers = [
    [people.admin, 'admin'],
    [employee, 'employee'],
    [contractor, 'contractor'],
    [people.business.clients[0] as Caller, 'client'],
  ] as const
  for (const [who, portal] of askers) expect(await search(who, 'xyzzy', portal)).toEqual([])
})

test('A07 one letter is too few to search for', async () => {
  const { status, body } = await people.admin.get('/api/admin/search?q=p')
  expect([status, Object.keys(body.data.errors)]).toEqual([422, ['q']])
})
