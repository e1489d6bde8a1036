/** Money of the demo company: vouchers in every state, orders beyond the contract, entries by hand; each deed by whose part it is. */
import { DateTime } from 'luxon'
import type { Company } from './company'
import { type Data, type Person, signIn } from './client'

export interface Money {
  company: Company
  url: string
  /** Ids of people by the end of their username. */
  people: ReadonlyMap<string, string>
  projects: readonly string[]
  subcontractors: readonly string[]
}

interface Desk extends Money {
  clerk: Person
  /** Approves up to a small limit. */
  controller: Person
  director: Person
  accountant: Person
  say(english: string, portuguese: string): string
}

/** The day so many days ago. */
const day = (days: number): string => DateTime.utc().minus({ days }).toISODate()
/** The key of a deed whose body names days counted from today: the day after it is another deed. */
const keyOf = ({ company }: Money, what: string): string => `${company.key}-${what}-${day(0)}`

/** Where a voucher shall stand; `parts` are its payments. */
const VOUCHERS: readonly { amount: string; end: string; weeks: number; party: number; parts?: readonly string[]; large?: boolean }[] = [
  { amount: '4200.00', end: 'paid', weeks: 5, party: 0, parts: ['4200.00'] },
  { amount: '18600.00', end: 'paid', weeks: 4, party: 0, parts: ['10000.00', '8600.00'], large: true },
  { amount: '7450.00', end: 'partly_paid', weeks: 3, party: 1, parts: ['5000.00'] },
  { amount: '5980.00', end: 'approved', weeks: 2, party: 0 },
  { amount: '1240.00', end: 'rejected', weeks: 2, party: 1 },
  { amount: '1240.00', end: 'cancelled', weeks: 2, party: 0 },
  { amount: '6120.00', end: 'submitted', weeks: 1, party: 0 },
  { amount: '42800.00', end: 'submitted', weeks: 1, party: 1, large: true },
  { amount: '3300.00', end: 'draft', weeks: 0, party: 1 },
]

const decide = (who: Person, task_id: string, at: { body: Data; key: string }): Promise<Data> =>
  who.post(`/api/tasks/${task_id}/complete`, at.body, at.key)

/** Pays one part, unless a load before this one has. */
async function pay(
  desk: Desk,
  voucher: { id: string; key: string },
  part: { before: string; amount: string; weeks: number },
): Promise<void> {
  const now = await desk.clerk.get(`/api/admin/vouchers/${voucher.id}`)
  if (now.task?.kind !== 'ledgers.post' || now.paid_amount !== part.before) return
  const data = { paid_at: day(part.weeks * 7 - 3), amount: part.amount, method: desk.say('Bank transfer', 'Transferência bancária') }
  await decide(desk.accountant, now.task.id, { body: { outcome: 'confirm_payment', data }, key: `${voucher.key}-pay-${part.before}` })
}

const plus = (a: string, b: string): string => (Number(a) + Number(b)).toFixed(2)

/** One voucher, brought to where it shall stand. */
async function loadVoucher(desk: Desk, index: number): Promise<void> {
  const plan = VOUCHERS[index]
  if (!plan) return
  const key = keyOf(desk, `voucher-${index}`)
  const path = '/api/admin/vouchers'
  const made = await desk.clerk.post(
    path,
    {
      project_id: desk.projects[0],
      subcontractor_id: desk.subcontractors[plan.party],
      voucher_type: desk.say('Labour', 'Mão de obra'),
      amount: plan.amount,
      week_ending: day(plan.weeks * 7),
      description: desk.say('Work of the week, measured on site.', 'Serviço da semana, medido na obra.'),
    },
    key,
  )
  if (plan.end === 'draft') return
  const sent = await desk.clerk.post(`${path}/${made.id}/submit`, {}, `${key}-submit`)
  if (plan.end === 'submitted') return
  const boss = plan.large ? desk.director : desk.controller
  const comment = desk.say('The hours do not match the site log.', 'As horas não conferem com o diário de obra.')
  const outcome = plan.end === 'rejected' ? { outcome: 'reject', comment } : { outcome: 'approve' }
  await decide(boss, sent.task.id, { body: outcome, key: `${key}-decide` })
  if (plan.end === 'cancelled') {
    const { task } = await desk.clerk.get(`${path}/${made.id}`)
    const body = { outcome: 'cancel', comment: desk.say('Entered twice.', 'Lançado duas vezes.') }
    if (task?.kind === 'ledgers.post') await decide(desk.accountant, task.id, { body, key: `${key}-cancel` })
  }
  let before = '0.00'
  for (const amount of plan.parts ?? []) {
    await pay(desk, { id: made.id, key }, { before, amount, weeks: plan.weeks })
    before = plus(before, amount)
  }
}

/** Scope beyond the contract, and work on a day rate. */
async function loadOrders(desk: Desk): Promise<void> {
  const [project_id] = desk.projects
  const variations: readonly [title: string, amount: string, outcome: string | undefined][] = [
    [desk.say('Wider stairs', 'Escada mais larga'), '12400.00', 'approve'],
    [desk.say('Without the roof garden', 'Sem o jardim na cobertura'), '-8600.00', undefined],
    [desk.say('Marble in the hall', 'Mármore no saguão'), '30500.00', 'reject'],
  ]
  for (const [title, amount, outcome] of variations) {
    const key = keyOf(desk, `variation-${amount}`)
    const made = await desk.clerk.post('/api/admin/variation-orders', { project_id, title, amount }, key)
    const comment = outcome === 'reject' ? { comment: desk.say('Not this year.', 'Não neste ano.') } : {}
    if (outcome) await decide(desk.director, made.task.id, { body: { outcome, ...comment }, key: `${key}-decide` })
  }
  const days: readonly [hours: string, amount: string, end: string][] = [
    ['8', '960.00', 'approve'],
    ['6.5', '780.00', 'submitted'],
    ['4', '480.00', 'draft'],
  ]
  for (const [index, [hours, amount, end]] of days.entries()) {
    const key = keyOf(desk, `daywork-${index}`)
    const description = desk.say('Excavator with driver', 'Escavadeira com operador')
    const body = { project_id, work_date: day(index + 2), hours, day_rate: '960.00', amount, description }
    const made = await desk.clerk.post('/api/admin/daywork-orders', body, key)
    if (end === 'draft') continue
    const sent = await desk.clerk.post(`/api/admin/daywork-orders/${made.id}/submit`, {}, `${key}-submit`)
    if (end === 'approve') await decide(desk.controller, sent.task.id, { body: { outcome: 'approve' }, key: `${key}-decide` })
  }
}

/** What the client has been billed and has paid, entered by hand. */
async function loadEntries(desk: Desk): Promise<void> {
  const party = { project_id: desk.projects[0], party_type: 'client', party_id: desk.people.get('client') }
  const entries = [
    { entry_type: 'claim', debit: '96000.00', reference: desk.say('Progress claim 1', 'Medição 1'), entry_date: day(30) },
    { entry_type: 'receipt', credit: '60000.00', reference: desk.say('Transfer', 'Transferência'), entry_date: day(12) },
  ]
  for (const entry of entries)
    await desk.accountant.post('/api/admin/ledgers', { ...party, ...entry }, keyOf(desk, `entry-${entry.entry_type}`))
}

/** Loads the money of a company; every deed has its key, so it may be repeated within a day. */
export async function loadMoney(money: Money): Promise<void> {
  const keys = ['projects', 'controller', 'director', 'accountant']
  const [clerk, controller, director, accountant] = await Promise.all(keys.map((key) => signIn(money.url, `${money.company.key}.${key}`)))
  if (!clerk || !controller || !director || !accountant) throw new Error(`${money.company.name} lacks its people`)
  const say = (english: string, portuguese: string): string => (money.company.locale === 'pt' ? portuguese : english)
  const desk: Desk = { ...money, clerk, controller, director, accountant, say }
  // One after the other, so that numbers and weeks run the same way.
  for (const index of VOUCHERS.keys()) await loadVoucher(desk, index)
  await loadOrders(desk)
  await loadEntries(desk)
}
