/** Loads one demo business through the API, as its own people would: set-up by the admin, papers by the office, decisions by those who may. */
import { type Company, type DemoDocument, ROLES, TYPES } from './company'
import { type Data, DEMO_PASSWORD, type Person, signIn } from './client'
import { pdfOf } from './pdf'
import { loadMoney } from './money'
import { loadSite } from './site'

interface Loading {
  url: string
  company: Company
  admin: Person
}

const PATHS = { calendars: 'it-support/calendars' } as const

/** Makes a record once. */
const make = ({ admin, company }: Loading, path: string, body: Record<string, unknown>): Promise<Data> =>
  admin.post(
    `/api/admin/${path}`,
    body,
    `${company.key}-${path}-${String(body.name ?? body.company_name ?? body.username ?? body.user_id)}`.replace(/[^\x21-\x7e]+/g, '_'),
  )

/** The same for many, in order; ids by the name given. */
async function makeAll(loading: Loading, path: string, bodies: readonly Record<string, unknown>[]): Promise<Map<string, string>> {
  const made = await Promise.all(bodies.map((body) => make(loading, path, body)))
  return new Map(made.map((record, index) => [String(bodies[index]?.name ?? bodies[index]?.username), record.id]))
}

/** Roles and people; the director leads the rest. Ids by username without the company. */
async function loadPeople(loading: Loading): Promise<Map<string, string>> {
  const { company } = loading
  const roles = await makeAll(
    loading,
    'roles',
    Object.entries(ROLES).map(([name, permission_ids]) => ({ name, permission_ids })),
  )
  const ids = new Map<string, string>()
  const add = async ({ key, role, job: _job, ...person }: Company['people'][number], manager_id?: string): Promise<void> => {
    const names = { username: `${company.key}.${key}`, email: `${key}@${company.key}.example`, password: DEMO_PASSWORD }
    const user = await make(loading, 'users', {
      ...person,
      ...names,
      ...(role ? { role_id: roles.get(role) } : {}),
      ...(manager_id ? { manager_id } : {}),
    })
    ids.set(key, user.id)
  }
  const [director, ...others] = company.people
  if (director) await add(director)
  await Promise.all(others.map((person) => add(person, person.user_type === 'staff' ? ids.get('director') : undefined)))
  return ids
}

interface Reference {
  types: Map<string, string>
  projects: string[]
  subcontractors: string[]
}

/** Reference data in its set-up order; answers the ids that documents and projects need. */
async function loadReference(loading: Loading, people: Map<string, string>): Promise<Reference> {
  const { company } = loading
  const named = (names: readonly string[]) => names.map((name) => ({ name }))
  const [locations, types, categories] = await Promise.all([
    makeAll(
      loading,
      'locations',
      company.locations.map(([name, city, country]) => ({ name, city, country })),
    ),
    makeAll(
      loading,
      'document-types',
      TYPES.map(([name, requires_approval, client_visible]) => ({ name, requires_approval, client_visible })),
    ),
    makeAll(loading, 'subcontractor-categories', named(company.categories)),
    makeAll(loading, 'trade-types', named(company.trades)),
    makeAll(
      loading,
      'phase-library',
      company.phases.map(([name, default_duration_days]) => ({ name, default_duration_days })),
    ),
  ])
  const at = (index: number): string | undefined => locations.get(company.locations[index]?.[0] ?? '')
  const jobs = company.people.flatMap(({ key, job }) =>
    job ? [{ user_id: people.get(key), location_id: at(0), job_title: job[0], department: job[1] }] : [],
  )
  const [projects, , , subcontractors] = await Promise.all([
    Promise.all(
      company.projects.map(({ location, ...project }, index) =>
        make(loading, 'projects', {
          ...project,
          location_id: at(location),
          client_user_id: people.get(index === 0 ? 'client' : 'client2'),
        }),
      ),
    ),
    makeAll(
      loading,
      'project-templates',
      Object.entries(company.templates).map(([name, phase_keys]) => ({ name, phase_keys })),
    ),
    makeAll(loading, 'staff', jobs),
    Promise.all(
      company.subcontractors.map(([company_name, trade_type, category], index) =>
        make(loading, 'subcontractors', {
          company_name,
          trade_type,
          category_id: categories.get(category),
          ...(index === 0 ? { user_id: people.get('contractor') } : {}),
        }),
      ),
    ),
    loadHours(loading),
  ])
  return { types, projects: projects.map(({ id }) => id), subcontractors: subcontractors.map(({ id }) => id) }
}

/** Office hours, and how long a decision may take within them. */
async function loadHours(loading: Loading): Promise<void> {
  const { company, admin } = loading
  const day = [
    ['09:00', '12:30'],
    ['13:30', '18:00'],
  ]
  await make(loading, PATHS.calendars, {
    name: 'Office hours',
    time_zone: company.time_zone,
    hours: { mon: day, tue: day, wed: day, thu: day, fri: day },
    holidays: company.holidays,
  })
  for (const kind of ['documents.verify', 'documents.approve']) {
    await admin.put(`/api/admin/settings/tasks/${kind}`, { due_after: 'PT16H', remind_before: 'PT4H', escalate_to: 'manager' })
  }
}

interface Desk {
  office: Person
  verifier: Person
  approver: Person
}

interface Paper {
  document: DemoDocument
  type_id: string | undefined
  project_id: string | undefined
}

const draftOf = ({ document: { name, stage }, type_id, project_id }: Paper): Record<string, unknown> => ({
  name,
  document_type_id: type_id,
  ...(project_id ? { project_id } : {}),
  ...(stage === 'draft' || stage === 'by_rule' ? {} : { submit: true }),
})

/** Brings one paper to where it shall stand. */
async function loadDocument(loading: Loading, desk: Desk, paper: Paper): Promise<void> {
  const { company } = loading
  const { name, stage, lines, comment } = paper.document
  const key = `${company.key}-${name}`.replace(/[^\x21-\x7e]+/g, '_')
  const file = (version: number) => ({
    name: `${name}.pdf`,
    type: 'application/pdf',
    bytes: pdfOf(name, [company.name, '', ...lines, ...(version > 1 ? ['', `Version ${version}`] : [])]),
  })
  const path = '/api/admin/documents'
  const file_path = await desk.office.upload(file(1), `${key}-file`)
  const made = await desk.office.post(path, { ...draftOf(paper), file_path }, `${key}-create`)
  const now = (): Promise<Data> => loading.admin.get(`${path}/${made.id}`)
  /** Only where the paper still waits for it: a load that goes on finds what the one before has done. */
  const decide = async (who: Person, outcome: string, at: { kind: string; version: number }): Promise<void> => {
    const { task, document_version } = await now()
    if (task?.kind !== at.kind || document_version !== at.version) return
    const said = outcome === 'reject' ? { outcome, comment } : { outcome }
    await who.post(`/api/tasks/${task.id}/complete`, said, `${key}-${outcome}-${at.version}`)
  }
  const version = stage === 'second_version' ? 2 : 1
  const verify = { kind: 'documents.verify', version }
  if (stage === 'claimed') await desk.verifier.post(`/api/tasks/${(await now()).task.id}/claim`, {}, `${key}-claim`)
  if (stage === 'rejected' || stage === 'second_version') await decide(desk.verifier, 'reject', { ...verify, version: 1 })
  if (stage === 'second_version' && (await now()).status === 'rejected') {
    const again = await desk.office.upload(file(2), `${key}-file-2`)
    await desk.office.post(
      `${path}/${made.id}/resubmit`,
      { file_path: again, comment: company.locale === 'pt' ? 'Segunda via completa.' : 'All pages this time.' },
      `${key}-resubmit`,
    )
  }
  if (stage === 'in_approval' || stage === 'archived' || stage === 'second_version') await decide(desk.verifier, 'verify', verify)
  if (stage === 'archived' || stage === 'second_version') await decide(desk.approver, 'approve', { kind: 'documents.approve', version })
}

/** Papers on their way at once: a small machine starts its processes in good time. */
const AT_ONCE = 3

/** Loads a business whose admin exists already; safe to repeat within a day, each deed has its key. */
export async function loadCompany(url: string, company: Company): Promise<void> {
  const loading: Loading = { url, company, admin: await signIn(url, `${company.key}.admin`) }
  const people = await loadPeople(loading)
  const [{ types, projects, subcontractors }, office, office2, verifier, approver] = await Promise.all([
    loadReference(loading, people),
    ...['office', 'office2', 'verifier', 'approver'].map((key) => signIn(url, `${company.key}.${key}`)),
  ] as [ReturnType<typeof loadReference>, ...Promise<Person>[]])
  if (!office || !office2 || !verifier || !approver) throw new Error(`${company.name} lacks its people`)
  const papers = company.documents.map((document, index) => {
    const desk = { office: index % 3 === 2 ? office2 : office, verifier, approver }
    const project_id = document.project === undefined ? undefined : projects[document.project]
    return { desk, paper: { document, type_id: types.get(document.type), project_id } }
  })
  const work = async (): Promise<void> => {
    for (let next = papers.shift(); next; next = papers.shift()) await loadDocument(loading, next.desk, next.paper)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await loadSite({ company, url, admin: loading.admin, people, projects })
  await loadMoney({ company, url, people, projects, subcontractors })
}
