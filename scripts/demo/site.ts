/** Work on the demo company's sites: phases, offers to the client in every state, events, logs, material and expenses. */
import { DateTime } from 'luxon'
import type { Company } from './company'
import { type Data, type Person, signIn } from './client'
import { pictureOf, type Scene } from './pictures'

interface Site {
  company: Company
  url: string
  admin: Person
  /** Ids of people by the end of their username. */
  people: ReadonlyMap<string, string>
  projects: readonly string[]
}

/** Says a thing in the company's language. */
const words =
  ({ company }: Site) =>
  (english: string, portuguese: string): string =>
    company.locale === 'pt' ? portuguese : english

const keyed = ({ company }: Site, what: string): string => `${company.key}-${what}`

/** The key of a deed whose body names days counted from today: the day after it is another deed. */
const dated = (site: Site, what: string): string => keyed(site, `${what}-${DateTime.utc().toISODate()}`)

/** The first project is under way: its template's phases, the first done, the second begun. */
async function loadPhases(site: Site): Promise<void> {
  const { admin, company } = site
  const [project_id] = site.projects
  const [name] = Object.keys(company.templates)
  const templates: Data[] = await admin.get('/api/admin/project-templates')
  const body = { project_template_id: templates.find((one) => one.name === name)?.id, start_date: company.projects[0]?.start_date }
  await admin.post(`/api/admin/projects/${project_id}/phases/load`, body, keyed(site, 'phases'))
  const phases: Data[] = await admin.get(`/api/admin/phases?filter[project_id]=${project_id}&sort=sort_order`)
  for (const [index, progress_percent] of [100, 45].entries()) {
    const phase = phases[index]
    // A load that goes on finds what the one before has done.
    if (phase?.status === 'pending') await admin.put(`/api/admin/phases/${phase.id}`, { progress_percent, version: phase.version })
  }
}

/** Where an offer stands, and how its client answered. */
const OFFERS: readonly { state: string; title: [string, string]; amount: string; outcome?: string; comment?: [string, string] }[] = [
  { state: 'draft', title: ['Landscaping', 'Paisagismo'], amount: '38500.00' },
  { state: 'submitted', title: ['Façade lighting', 'Iluminação da fachada'], amount: '64200.00' },
  {
    state: 'revised',
    title: ['Solar panels', 'Painéis solares'],
    amount: '152000.00',
    outcome: 'request_changes',
    comment: ['Please offer fewer panels.', 'Por favor, ofereçam menos painéis.'],
  },
  {
    state: 'rejected',
    title: ['Second lift', 'Segundo elevador'],
    amount: '210000.00',
    outcome: 'reject',
    comment: ['Not this year.', 'Não neste ano.'],
  },
]

async function loadOffers(site: Site): Promise<void> {
  const { company, projects, url } = site
  const say = words(site)
  const [seller, client, client2] = await Promise.all(['projects', 'client', 'client2'].map((key) => signIn(url, `${company.key}.${key}`)))
  const contract = { state: 'approved', title: ['Main contract', 'Contrato principal'] as const, outcome: 'approve' }
  const mains = company.projects.map((project, index) => ({ ...contract, amount: project.contract_value, project_id: projects[index] }))
  const offers = [...mains, ...OFFERS.map((offer) => ({ ...offer, project_id: projects[0] }))]
  for (const { state, title, amount, outcome, project_id, ...more } of offers) {
    const key = keyed(site, `offer-${state}-${amount}`)
    const body = { project_id, title: say(title[0], title[1]), quoted_amount: amount }
    const made = await seller?.post('/api/admin/proposals', body, key)
    if (state === 'draft') continue
    const sent = await seller?.post(`/api/admin/proposals/${made.id}/submit`, {}, `${key}-send`)
    const comment = 'comment' in more && more.comment ? { comment: say(more.comment[0], more.comment[1]) } : {}
    const who = project_id === projects[0] ? client : client2
    if (outcome) await who?.post(`/api/tasks/${sent.task.id}/complete`, { outcome, ...comment }, `${key}-answer`)
  }
}

/** Events around today, so that a calendar opened now is not empty. */
async function loadEvents(site: Site): Promise<void> {
  const { admin, projects, people, company } = site
  const say = words(site)
  const at = (days: number, hour: number): string =>
    DateTime.now().setZone(company.time_zone).startOf('day').plus({ days }).set({ hour }).toUTC().toISO() ?? ''
  const employee = people.get('employee')
  const events = [
    {
      title: say('Site visit', 'Visita à obra'),
      event_type: 'site_visit',
      starts_at: at(1, 9),
      ends_at: at(1, 11),
      assigned_user_id: employee,
    },
    { title: say('Fire inspection', 'Vistoria dos bombeiros'), event_type: 'inspection', starts_at: at(6, 14), assigned_user_id: employee },
    { title: say('Progress meeting', 'Reunião de obra'), event_type: 'meeting', starts_at: at(-2, 10), ends_at: at(-2, 11) },
    { title: say('Structure complete', 'Estrutura concluída'), event_type: 'milestone', starts_at: at(20, 12), client_visible: true },
  ]
  for (const event of events) {
    await admin.post('/api/admin/calendar', { project_id: projects[0], ...event }, dated(site, `event-${event.event_type}`))
  }
}

/** What the contractor enters: logs, material, expenses that wait, are payable or were sent back. */
async function loadContractor(site: Site): Promise<void> {
  const { admin, company, projects, url } = site
  const say = words(site)
  const contractor = await signIn(url, `${company.key}.contractor`)
  const [project_id] = projects
  const day = (days: number): string => DateTime.utc().minus({ days }).toISODate()
  const notes = [
    say('Cable trays on the third floor; two sockets moved.', 'Eletrocalhas no terceiro andar; duas tomadas deslocadas.'),
    say('Rain until noon, work inside only.', 'Chuva até o meio-dia, só serviço interno.'),
  ]
  for (const [index, note] of notes.entries()) {
    const log = { project_id, log_date: day(index + 1), workers_count: 4 + index, notes: note }
    await contractor.post('/api/contractor/daily-logs', log, dated(site, `log-${index}`))
  }
  const material = { project_id, material_name: say('Cable 2.5 mm²', 'Cabo 2,5 mm²'), unit: 'm', quantity: '800' }
  const stock = await contractor.post('/api/contractor/materials', material, keyed(site, 'material'))
  const used = { quantity: '-220', reason: say('Third floor', 'Terceiro andar') }
  await contractor.post(`/api/contractor/materials/${stock.id}/movements`, used, keyed(site, 'material-used'))
  const spent: [string, string, string | undefined][] = [
    [say('Fuel', 'Combustível'), '184.90', undefined],
    [say('Scaffold hire', 'Aluguel de andaime'), '960.00', 'approve'],
    [say('Parking', 'Estacionamento'), '42.00', 'reject'],
  ]
  for (const [category, amount, outcome] of spent) {
    const key = dated(site, `expense-${amount}`)
    const made = await contractor.post('/api/contractor/expenses', { project_id, category, amount, spent_on: day(3) }, key)
    const sent = await contractor.post(`/api/contractor/expenses/${made.id}/submit`, {}, `${key}-send`)
    const comment = outcome === 'reject' ? { comment: say('The receipt is missing.', 'Falta o recibo.') } : {}
    if (outcome) await admin.post(`/api/tasks/${sent.task.id}/complete`, { outcome, ...comment }, `${key}-answer`)
  }
}

/** Who works on the first project, and what they saw there. */
async function loadPeople(site: Site): Promise<void> {
  const { admin, company, projects, people, url } = site
  const say = words(site)
  const [project_id] = projects
  const duties: [string, string][] = [
    ['employee', say('Site foreman', 'Encarregado')],
    ['contractor', say('Electrical works', 'Instalações elétricas')],
  ]
  for (const [key, duty] of duties) {
    await admin.post('/api/admin/project-members', { project_id, user_id: people.get(key), duty }, keyed(site, `member-${key}`))
  }
  const employee = await signIn(url, `${company.key}.employee`)
  const scenes: [string, Scene][] = [
    [say('Ground floor slab', 'Laje do térreo'), { floors: 1, sky: ['#9fc3e0', '#e8f1f7'], ground: '#8a7355', crane: false }],
    [
      say('Columns of the second floor', 'Pilares do segundo andar'),
      { floors: 3, sky: ['#7fb0d8', '#dcebf5'], ground: '#8a7355', crane: true },
    ],
    [say('Before the rain', 'Antes da chuva'), { floors: 5, sky: ['#7a8794', '#c9d0d6'], ground: '#6f6250', crane: true }],
    [say('Windows from the south', 'Janelas pelo lado sul'), { floors: 6, sky: ['#e2a86b', '#f6dfc0'], ground: '#7d6a4f', crane: true }],
  ]
  for (const [index, [caption, scene]] of scenes.entries()) {
    const key = keyed(site, `picture-${index}`)
    const file = { name: `site-${index + 1}.jpg`, bytes: await pictureOf(scene), type: 'image/jpeg' }
    const taken_at = DateTime.fromISO(company.projects[0]?.start_date ?? '2026-02-02', { zone: company.time_zone }).plus({
      weeks: 6 * index,
      hours: 10,
    })
    const file_path = await employee.upload(file, `${key}-file`)
    await employee.post('/api/employee/gallery', { project_id, caption, file_path, taken_at: taken_at.toUTC().toISO() }, key)
  }
}

/** Loads the work of a company's sites; every deed has its key, so it may be repeated within a day. */
export async function loadSite(site: Site): Promise<void> {
  await loadPhases(site)
  await loadPeople(site)
  await loadEvents(site)
  await loadOffers(site)
  await loadContractor(site)
}
