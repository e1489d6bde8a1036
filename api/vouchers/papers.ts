/** A voucher as PDF: what it pays, to whom, who decided, signed, with a code anybody may check it by (FIN-1, DOC-9). */
import { formatMoney } from '../../domain/money'
import { requireRecord, type Row } from '../../db/kit/records'
import { companyOf, findVoucher, type VoucherRow } from '../../db/vouchers'
import { decisionsOf, entriesOfVoucher } from '../../db/vouchers/entries'
import { idParams } from '../kit/crud'
import { codeOf, languageOf, signatureOf } from '../kit/papers'
import { type Paper, paperDate, paperMoney, type PaperTable, sendPdf } from '../kit/pdf'
import { action, type Call, type Route } from '../kit/route'
import { paperWords } from './words'

/** What must not change unseen once it is printed. */
export const factsOfVoucher = (voucher: VoucherRow): Record<string, string | null> => ({
  number: voucher.voucher_no,
  amount: voucher.amount.toString(),
  currency: voucher.currency,
  date: voucher.week_ending,
  subcontractor_id: voucher.subcontractor_id,
  project_id: voucher.project_id,
  voucher_type: voucher.voucher_type,
})

type Language = Paper['language']

function paymentTable(entries: readonly Row[], language: Language): PaperTable[] {
  const words = paperWords(language)
  const payments = entries.filter((entry) => entry.entry_type === 'payment')
  if (payments.length === 0) return []
  const rows = payments.map((entry) => ({
    date: paperDate(String(entry.entry_date), language),
    about: (entry.description as string | null) ?? '',
    journal: (entry.journal as { name?: string } | null)?.name ?? '',
    amount: paperMoney(formatMoney((entry.credit as bigint) - (entry.debit as bigint), String(entry.currency)), { language }),
  }))
  const columns = [
    { key: 'date', title: words.date, share: 3, whole: true },
    { key: 'about', title: words.about, share: 5 },
    { key: 'journal', title: words.number, share: 2, whole: true },
    { key: 'amount', title: words.amount, share: 3, right: true },
  ]
  return [{ title: words.payments, columns, rows }]
}

async function decisionTable(call: Call, id: string, language: Language): Promise<PaperTable[]> {
  const words = paperWords(language)
  const decisions = await decisionsOf(call.db, id)
  if (decisions.length === 0) return []
  const when = new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: call.actor.business.time_zone,
  })
  const rows = decisions.map(({ at, outcome, actor, on_behalf_of, comment }) => ({
    when: when.format(at),
    what: [words.outcomes[outcome ?? ''] ?? outcome, comment].filter(Boolean).join(': '),
    who: [actor?.name, on_behalf_of ? `(${on_behalf_of.name})` : ''].filter(Boolean).join(' '),
  }))
  const columns = [
    { key: 'when', title: words.when, share: 3, whole: true },
    { key: 'what', title: words.what, share: 5 },
    { key: 'who', title: words.who, share: 4 },
  ]
  return [{ title: words.decisions, columns, rows }]
}

async function paperOf(call: Call, voucher: VoucherRow): Promise<Paper> {
  const language = languageOf(call.actor)
  const words = paperWords(language)
  const project = await call.db('projects').where({ tenant_id: call.actor.tenant_id, id: voucher.project_id }).first('name')
  const [company, entries, decisions, signature, check] = await Promise.all([
    companyOf(call.db, voucher.subcontractor_id),
    entriesOfVoucher(call.db, voucher.id),
    decisionTable(call, voucher.id, language),
    signatureOf(call),
    codeOf(call, { record_type: 'voucher', record_id: voucher.id, facts: factsOfVoucher(voucher) }),
  ])
  const { currency } = voucher
  const money = (minor: bigint): string => paperMoney(formatMoney(minor, currency), { currency, language })
  const status = [voucher.status, ...(voucher.status === 'approved' ? [voucher.payment_status] : [])]
  return {
    name: voucher.voucher_no,
    language,
    business: call.actor.business.name,
    title: `${words.voucher} ${voucher.voucher_no}`,
    subtitle: `${words.issued} ${paperDate(check.issued_at.toISOString(), language)}`,
    facts: [
      [words.subcontractor, company],
      [words.project, project?.name ?? ''],
      [words.amount, money(voucher.amount)],
      [words.paid, money(voucher.paid_amount)],
      [words.week_ending, paperDate(voucher.week_ending, language)],
      [words.status, status.map((one) => words.statuses[one] ?? one).join(', ')],
      ...(voucher.voucher_type ? [[words.type, voucher.voucher_type] as const] : []),
    ],
    ...(voucher.description ? { text: voucher.description } : {}),
    tables: [...paymentTable(entries, language), ...decisions],
    ...(signature ? { signature } : {}),
    check,
  }
}

export const voucherPaper: Route = action({
  method: 'get',
  path: '/api/admin/vouchers/:id/pdf',
  permission: 'vouchers.view',
  tag: 'vouchers',
  summary: 'The voucher as PDF, with the signature of the business and a code anybody may check it by',
  params: idParams,
  answer: { media: 'application/pdf' },
  async handle(call) {
    const voucher = requireRecord(await findVoucher(call.db, call.params.id))
    const seen = { action: 'vouchers.exported', resource: 'voucher', resource_id: voucher.id, data: { format: 'pdf' } }
    return sendPdf(call, await paperOf(call, voucher), seen)
  },
})
