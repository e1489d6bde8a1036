/** Papers: a voucher and a proposal's round as PDF, signed, with a code that anybody may check (FIN-1, DOC-9). */
import sharp from 'sharp'
import { pdfText } from '../../activities/kit/pdf-text'
import type { TestApp } from '../support/app'
import { rowsOf, upload } from '../support/documents'
import { type Answer, type Body, type Caller, send, tenant } from '../support/tenant'
import { type Money, moneyTests, ok, voucherIn, VOUCHERS } from '../support/vouchers'

let app: TestApp
let of: Money

moneyTests((started, people) => {
  app = started
  of = people
})

const fetched = async (who: Caller, path: string): Promise<{ status: number; type: string | null; bytes: Buffer }> => {
  const answer = await fetch(app.url + path, { headers: { Authorization: `Bearer ${who.token}` } })
  return { status: answer.status, type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) }
}
const wordsOf = async (bytes: Buffer): Promise<string> => {
  const read = await pdfText(new Uint8Array(bytes))
  if (!('text' in read)) throw new Error(read.failed)
  return read.text.replace(/\s+/g, ' ')
}
const verify = (code: string): Promise<Answer> => send(app.url, { method: 'GET', path: `/api/verify/${code}` })
const codeIn = (words: string): string => /[0-9A-Z]{4}(-[0-9A-Z]{4}){4}/.exec(words)?.[0] ?? ''

async function sign(admin: Caller): Promise<void> {
  const png = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#123456' } })
    .webp()
    .toBuffer()
  const image = await upload(app, admin, { bytes: png, name: 'signature.webp' })
  await ok(
    admin.put('/api/admin/signature-settings', {
      signature_image_path: image.body.data.file_path,
      signer_name: 'Helena Łęcka Gonçalves',
      signer_title: 'Director',
    }),
  )
}

it('a voucher’s paper names what is paid, who decided and who signs, and its code is genuine', async () => {
  await sign(of.admin)
  const voucher = await voucherIn(of, 'paid', { description: 'Cabos, ąęß ñ' })
  const { status, type, bytes } = await fetched(of.clerk, `${VOUCHERS}/${voucher.id}/pdf`)
  expect([status, type, bytes.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-'])
  const words = await wordsOf(bytes)
  for (const word of [
    voucher.voucher_no,
    'Volt Ltd',
    '1,200.00 EUR',
    'Helena Łęcka Gonçalves',
    'Director',
    'Cabos, ąęß ñ',
    'Page 1 of 1',
    of.approver.name,
  ]) {
    expect(words).toContain(word)
  }
  expect(bytes.includes('/Subtype /Image')).toBe(true)
  const code = codeIn(words)
  const checked = await verify(code)
  expect(checked.body.data).toEqual({
    type: 'voucher',
    number: voucher.voucher_no,
    business: of.business.name,
    amount: '1200.00',
    currency: 'EUR',
    date: '2026-05-08',
    status: 'approved',
    payment_status: 'paid',
    issued_at: expect.any(String),
    unchanged: true,
  })
  expect((await verify(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'))).body).toEqual(checked.body)
  expect(codeIn(await wordsOf((await fetched(of.clerk, `${VOUCHERS}/${voucher.id}/pdf`)).bytes))).toBe(code)
  expect(await rowsOf(app, of.business.id, 'papers')).toHaveLength(1)
})

it('a paper that was printed before a change says so; a code nobody gave out is no paper', async () => {
  const draft = await voucherIn(of, 'draft')
  const code = codeIn(await wordsOf((await fetched(of.clerk, `${VOUCHERS}/${draft.id}/pdf`)).bytes))
  expect((await verify(code)).body.data).toMatchObject({ status: 'draft', unchanged: true })
  await ok(of.clerk.put(`${VOUCHERS}/${draft.id}`, { amount: '9999.00', version: 1 }))
  expect((await verify(code)).body.data).toMatchObject({ amount: '1200.00', unchanged: false })
  const newer = codeIn(await wordsOf((await fetched(of.clerk, `${VOUCHERS}/${draft.id}/pdf`)).bytes))
  expect(newer).not.toBe(code)
  for (const odd of ['0000-0000-0000-0000-0000', 'x', `${code}0`, '%00', "' or 1=1"]) expect((await verify(odd)).status).toBe(404)
  expect((await verify(`${code}?odd=1`)).status).toBe(422)
})

it('papers are read by who may read their record', async () => {
  const { id } = await voucherIn(of, 'draft')
  const other = await tenant(app)
  expect((await fetched(other.admin, `${VOUCHERS}/${id}/pdf`)).status).toBe(404)
  expect((await fetched(of.cashier, `${VOUCHERS}/${id}/pdf`)).status).toBe(403)
  expect((await fetched(of.business.clients[0] as Caller, `${VOUCHERS}/${id}/pdf`)).status).toBe(403)
})

it('PRJ-5 each round of a proposal has its paper, for the office and for its client', async () => {
  await sign(of.admin)
  const client = of.business.clients[0] as Caller
  const project = await ok(of.admin.post('/api/admin/projects', { name: 'Garden', client_user_id: client.id }))
  const made = await ok(
    of.admin.post('/api/admin/proposals', { project_id: project.id, title: 'Pool', quoted_amount: '9000.00', notes: 'Tiles' }),
  )
  const path = (portal: string, round: number): string => `/api/${portal}/proposals/${made.id}/rounds/${round}/pdf`
  expect((await fetched(client, path('client', 1))).status).toBe(404)
  const sent: Body = await ok(of.admin.post(`/api/admin/proposals/${made.id}/submit`, {}))
  const words = await wordsOf((await fetched(client, path('client', 1))).bytes)
  for (const word of ['Proposal: Pool', '9,000.00 EUR', 'Garden', 'Tiles', 'Helena']) expect(words).toContain(word)
  await ok(client.post(`/api/tasks/${sent.task.id}/complete`, { outcome: 'request_changes', comment: 'less' }))
  await ok(of.admin.post(`/api/admin/proposals/${made.id}/revise`, { quoted_amount: '8000.00' }))
  expect((await verify(codeIn(words))).body.data).toMatchObject({
    type: 'proposal',
    number: 'Pool / 1',
    status: 'revised',
    unchanged: true,
  })
  expect(await wordsOf((await fetched(of.admin, path('admin', 2))).bytes)).toContain('8,000.00 EUR')
  expect((await fetched(of.admin, path('admin', 3))).status).toBe(404)
  expect((await fetched(of.admin, path('admin', 1).replace('/1/', '/x/'))).status).toBe(404)
  const stranger = (await tenant(app, { client: 1 })).clients[0] as Caller
  expect((await fetched(stranger, path('client', 1))).status).toBe(404)
})
