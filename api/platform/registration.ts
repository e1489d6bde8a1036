/** Registration from the landing page (TEN-2): the same answer whoever asks; mails say the rest. */
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { invalid, Refused } from '../../domain/errors'
import { registerBody } from '../../domain/records/platform'
import type { Asked } from '../../domain/kit/process/types'
import { REGISTRATION_STATUSES, type RegistrationData } from '../../domain/rules/platform'
import {
  countAttempt,
  findRegistration,
  listRegistrations,
  loginKey,
  readRegistrationToken,
  type RegistrationRow,
  takenNames,
} from '../../db/platform'
import { PLATFORM } from '../../db/kit/client'
import { requireRecord } from '../../db/kit/records'
import { processId } from '../../workflows/client/processes'
import { idParams } from '../kit/crud'
import { addressKey, tooMany } from '../kit/limits'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, type Call, PUBLIC, Reply, type Route, SIGNED_IN } from '../kit/route'
import { processLink, processOf, storyRoutes } from '../kit/story'

const tag = 'registrations'
const accepted = z.object({ status: z.literal('accepted') })
const ACCEPTED = { status: 'accepted' }

/** Registrations in a minute from one address, and for one e-mail address whoever asks. */
const FROM_ADDRESS = 30
const FOR_EMAIL = 5

async function requireCalm(call: Call, email: string): Promise<void> {
  const { db } = call.services
  const keys = [
    { key: `register ${addressKey(call.req.ip ?? '')}`, limit: FROM_ADDRESS },
    { key: `register ${loginKey(email)}`, limit: FOR_EMAIL },
  ]
  const wait = await countAttempt(db, keys)
  if (wait > 0) throw tooMany(wait)
}

function begin(
  { services, request_id }: Pick<Call, 'services' | 'request_id'>,
  registration: { id: string; data: RegistrationData; taken: 'email' | 'username' | null },
): Promise<unknown> {
  const { id, data, taken } = registration
  const message: Asked = { kind: 'created', actor_id: null, request_id, data: { ...data, taken } }
  const summary = `Registration of ${data.business_name}`
  return services.processes.start({ tenant_id: PLATFORM, type: 'registration', record_id: id, summary, message, update_id: id })
}

const register = action({
  tag,
  method: 'post',
  path: '/api/register',
  permission: PUBLIC,
  summary: 'Register a business; the rest comes by e-mail',
  status: 202,
  body: registerBody,
  answer: accepted,
  async handle(call) {
    const { services } = call
    const { password, locale, ...body } = call.body
    await requireCalm(call, body.email)
    const password_hash = await services.passwords.hash(password)
    const data: RegistrationData = { ...body, locale: locale ?? 'en', password_hash, business_id: uuidv7(), user_id: uuidv7() }
    const taken = await takenNames(services.db, body)
    const which = taken.includes('email') ? 'email' : (taken[0] ?? null)
    try {
      await begin(call, { id: uuidv7(), data, taken: which })
    } catch (error) {
      // Somebody took the name between the look and the step: answered like any other.
      if (!(error instanceof Refused) || error.status !== 422) throw error
      await begin(call, { id: uuidv7(), data, taken: error.details.errors?.email ? 'email' : 'username' })
    }
    return ACCEPTED
  },
})

const wrongToken = (): Refused => invalid({ token: ['The token is wrong or has expired.'] })

const verify = action({
  tag,
  method: 'post',
  path: '/api/register/verify',
  permission: PUBLIC,
  summary: 'Prove the e-mail address with the token of the mail',
  status: 202,
  body: z.strictObject({ token: z.string().min(1).max(200) }),
  answer: accepted,
  async handle(call) {
    const { services, body, request_id } = call
    const id = readRegistrationToken(services.settings.CIEN_SECRET, body.token)
    if (id === undefined) throw wrongToken()
    try {
      const message = { kind: 'verify', actor_id: null, request_id }
      await services.processes.send(processId(PLATFORM, 'registration', id), message, `verify ${id}`)
    } catch (error) {
      if (!(error instanceof Refused) || (error.status !== 409 && error.status !== 404)) throw error
      const row = await findRegistration(call.db, id)
      // The link opened twice is no mistake; one that came too late is.
      if (row?.status !== 'verified' && row?.status !== 'approved') throw wrongToken()
    }
    return ACCEPTED
  },
})

const path = '/api/platform/registrations'
const view = z.object({
  id: z.uuid(),
  status: z.enum(REGISTRATION_STATUSES),
  business_id: z.uuid(),
  business_name: z.string(),
  name: z.string(),
  username: z.string(),
  email: z.string(),
  time_zone: z.string(),
  base_currency: z.string(),
  verify_before: z.iso.datetime(),
  verified_at: z.iso.datetime().nullable(),
  decided_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

function present(row: RegistrationRow): Record<string, unknown> {
  const {
    id,
    status,
    business_id,
    business_name,
    name,
    username,
    email,
    time_zone,
    base_currency,
    verify_before,
    verified_at,
    decided_at,
    created_at,
    updated_at,
    version,
  } = row
  return {
    id,
    status,
    business_id,
    business_name,
    name,
    username,
    email,
    time_zone,
    base_currency,
    verify_before,
    verified_at,
    decided_at,
    created_at,
    updated_at,
    version,
  }
}

const list = action({
  tag,
  method: 'get',
  path,
  permission: SIGNED_IN,
  summary: 'List registrations',
  answer: z.array(view),
  meta: listMeta,
  query: listQuery({
    filter: ['status', 'business_id'],
    sort: ['created_at', 'updated_at', 'business_name'],
    values: { status: REGISTRATION_STATUSES },
  }),
  async handle({ db, query }) {
    const { rows, total } = await listRegistrations(db, query)
    return new Reply(rows.map(present), { meta: metaOfPage(query, total) })
  },
})

const get = action({
  tag,
  method: 'get',
  path: `${path}/:id`,
  permission: SIGNED_IN,
  summary: 'Read one registration',
  params: idParams,
  answer: view.extend({ process: processLink.nullable() }),
  async handle(call) {
    const row = requireRecord(await findRegistration(call.db, call.params.id))
    return { ...present(row), process: await processOf(call, row.id) }
  },
})

const stories = storyRoutes({
  path,
  type: 'registration',
  tag,
  permission: SIGNED_IN,
  admit: async ({ db, params }) => requireRecord(await findRegistration(db, params.id)),
})

export const registrationRoutes: Route[] = [register, verify, list, get, ...stories]
