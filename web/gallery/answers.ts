/** The answers of a made-up server: the gallery shows parts, it reads no business. */
import type { RecordRow, ResourceDefinition } from '../kit/api/types'

const AT = '2026-11-20T14:05:00Z'
const person = (name: string) => ({ id: `01a00000-0000-7000-8000-00000000000${name.length % 10}`, name })
const marta = person('Marta Nunes')
const paulo = person('Paulo Reis')

const me = {
  id: marta.id,
  name: marta.name,
  username: 'marta',
  email: 'marta@cien.example',
  user_type: 'admin',
  business_id: '01a00000-0000-7000-8000-0000000000b1',
  business: { id: '01a00000-0000-7000-8000-0000000000b1', name: 'Aurora', time_zone: 'UTC', base_currency: 'EUR', locale: 'en' },
  locale: 'en',
  role: null,
  permissions: ['documents.view', 'documents.create', 'audit.view'],
  stands_in_for: [],
}

const field = (name: string, kind: string, more: Record<string, unknown> = {}) => ({
  name,
  label: name,
  kind,
  options: null,
  to: null,
  required: false,
  create: true,
  update: true,
  unique: false,
  negative: false,
  rules: {},
  ...more,
})

/** One field of each kind. */
export const cranes = {
  name: 'cranes',
  type: 'crane',
  slug: 'cranes',
  title: 'cranes',
  label: 'name',
  path: '/api/admin/cranes',
  process: null,
  methods: ['list', 'get', 'post', 'put', 'delete'],
  fields: [
    field('name', 'text', { required: true }),
    field('status', 'choice', { options: ['active', 'inactive', 'pending'] }),
    field('location_id', 'ref', { to: 'locations' }),
    field('contract_value', 'money'),
    field('duration_days', 'integer'),
    field('start_date', 'date'),
    field('email', 'email'),
    field('description', 'long_text'),
    field('active', 'flag'),
  ],
  list: {
    columns: ['name', 'status', 'location_id', 'contract_value', 'start_date'],
    filter: ['status'],
    sort: ['name', 'start_date'],
    search: ['name'],
  },
  can: { view: true, manage: true },
} as unknown as ResourceDefinition

const NAMES = [
  'Tower crane north',
  'Tower crane south',
  'Mobile crane 40 t',
  'Crawler crane',
  'Loader crane',
  'Gantry crane of the precast yard',
]
const STATUSES = ['active', 'pending', 'inactive']

/** The rows of the list. */
export const rows: RecordRow[] = NAMES.map((name, index) => ({
  id: `01a00000-0000-7000-8000-0000000001${index}0`,
  name,
  status: STATUSES[index % 3],
  location_id: 'l1',
  location: { id: 'l1', name: index % 2 ? 'Main yard' : 'Harbour site' },
  contract_value: `${(index + 1) * 18_250}.00`,
  duration_days: 30 + index,
  start_date: `2026-0${index + 1}-15`,
  email: null,
  description: null,
  active: true,
  version: 1,
  created_at: AT,
  updated_at: AT,
}))

const entry = (more: Record<string, unknown>) => ({
  at: AT,
  actor: marta,
  on_behalf_of: null,
  outcome: null,
  comment: null,
  rule: null,
  task_id: null,
  data: {},
  ...more,
})

const answers: [RegExp, () => unknown][] = [
  [/^\/api\/refresh/, () => ({ token: 'none', expires_in: 86_400, user: me })],
  [/^\/api\/admin\/resources/, () => [cranes]],
  [/^\/api\/admin\/cranes/, () => rows],
  [/^\/api\/admin\/nothing/, () => []],
  [
    /\/timeline$/,
    () => [
      entry({ kind: 'uploaded', title: 'Uploaded', actor: paulo }),
      entry({ kind: 'submitted', title: 'Sent for verification', actor: paulo }),
      entry({ kind: 'reminded', title: 'Reminded', actor: null }),
      entry({
        kind: 'decided',
        title: 'Rejected',
        outcome: 'reject',
        comment: 'The second page is missing.',
        rule: 'documents.verify: allow holder',
      }),
      entry({ kind: 'decided', title: 'Verified', outcome: 'verify', on_behalf_of: paulo, rule: 'documents.verify: allow holder' }),
    ],
  ],
  [
    /\/history$/,
    () => [
      { at: AT, actor: paulo, version: 1, action: 'created', changes: { name: [null, 'Lease of the crane'] } },
      {
        at: AT,
        actor: marta,
        version: 2,
        action: 'updated',
        changes: { name: ['Lease of the crane', 'Lease of the tower crane'], start_date: [null, '2026-12-01'] },
      },
    ],
  ],
  [/\/comments$/, () => [{ id: 'c1', body: 'Which of the two cranes is meant?', author: paulo, created_at: AT }]],
]

const envelope = (data: unknown) => ({
  success: true,
  msg: 'OK',
  data,
  meta: Array.isArray(data) ? { page: 1, per_page: 100, total: data.length } : null,
})

/** Puts the made-up server in the place of the network. */
export function answerAll(): void {
  window.fetch = async (asked) => {
    const path = new URL(asked instanceof Request ? asked.url : asked.toString(), window.location.href).pathname
    const found = answers.find(([pattern]) => pattern.test(path))
    return Response.json(envelope(found ? found[1]() : []), { status: 200 })
  }
}
