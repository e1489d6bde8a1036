/** The troubleshooting page: what a person may do with something, and which rule says so (TEN-17). */
import { z } from 'zod'
import { holds } from '../../domain/actor'
import type { Subject } from '../../domain/rules/parties'
import { findStanding, type Standing } from '../../db/platform'
import { requireRecord } from '../../db/kit/records'
import { isPermission } from '../../policies/permissions'
import { taskToExplain } from '../../db/platform'
import { portalOf } from '../kit/route'
import { action, ADMIN_ONLY, type Call, type Route } from '../kit/route'
import { slugsOf } from './answers'

const check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })
const decision = z.object({
  allowed: z.boolean(),
  rule: z.string(),
  reason: z.string(),
  explain: z.string(),
  on_behalf_of_id: z.uuid().nullable(),
})
const answer = z.object({
  user: z.object({ id: z.uuid(), name: z.string(), user_type: z.string() }),
  role: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }).nullable(),
  slugs_held: z.array(z.string()),
  portal: z.string(),
  business_status: z.enum(['pending', 'active', 'suspended']),
  user_status: z.enum(['active', 'banned', 'deactivated', 'pending']),
  decision,
  checks: z.array(check),
})
type Check = z.infer<typeof check>
type Decision = z.infer<typeof decision>

const PORTALS = ['platform', 'admin', 'employee', 'contractor', 'client'] as const
const portalFor = (standing: Standing): string =>
  PORTALS.find((name) => portalOf(`/api/${name}/`)?.includes(standing.actor.user_type)) ?? 'none'

/** Everything that must hold before any right is looked at. */
function generalChecks(standing: Standing): Check[] {
  const { user_status, business_status, email_verified, approved, live_sessions } = standing
  return [
    { name: 'business', ok: business_status === 'active', detail: `The business is ${business_status}.` },
    { name: 'user', ok: user_status === 'active', detail: `The person is ${user_status}.` },
    {
      name: 'email_verified',
      ok: email_verified,
      detail: email_verified ? 'The e-mail address is verified.' : 'The e-mail address is not verified.',
    },
    { name: 'approved', ok: approved, detail: approved ? 'The person is approved.' : 'The person is not approved.' },
    { name: 'session', ok: live_sessions > 0, detail: `The person is signed in ${live_sessions} times.` },
  ]
}

/** The slug check of ADM-011, as a decision. */
function slugDecision({ actor }: Standing, slug: string): Decision {
  const allowed = holds(actor, slug)
  const how = actor.user_type === 'admin' ? 'Admins pass every slug check.' : `The role ${actor.role?.name ?? '(none)'} holds ${slug}.`
  return {
    allowed,
    rule: `${slug}: allow holder always`,
    reason: allowed ? '' : slug,
    on_behalf_of_id: null,
    explain: allowed ? how : `The role ${actor.role?.name ?? '(none)'} does not hold ${slug}.`,
  }
}

async function decide(
  call: Call,
  standing: Standing,
  asked: { action: string; resource?: string | undefined; id?: string | undefined },
): Promise<{ decision: Decision; checks: Check[] }> {
  const { policies } = call.services
  const listed = policies.entries().some(([name]) => name === asked.action)
  if (asked.id === undefined) {
    const known = listed || isPermission(asked.action)
    const unknown: Check = {
      name: 'action',
      ok: known,
      detail: known ? `${asked.action} is a known right.` : `There is no right called ${asked.action}.`,
    }
    return { decision: slugDecision(standing, asked.action), checks: [unknown] }
  }
  const { label, subject } = requireRecord(await taskToExplain(call.db, { resource: asked.resource, id: asked.id, action: asked.action }))
  const found: Check = { name: 'record', ok: true, detail: label }
  if (!subject)
    return {
      decision: slugDecision(standing, asked.action),
      checks: [found, { name: 'task', ok: false, detail: `No task ${asked.action} waits for this record.` }],
    }
  const parties = partyChecks(standing, subject)
  return { decision: policies.ask(standing.actor, asked.action, subject), checks: [found, ...parties] }
}

const partyChecks = ({ actor }: Standing, subject: Subject): Check[] => [
  ...Object.entries(subject.parties ?? {}).map(([party, ids]): Check => {
    const took = ids.includes(actor.id)
    return { name: `not_${party}`, ok: !took, detail: took ? `The person is its ${party}.` : `The person is not its ${party}.` }
  }),
  ...(subject.assignee_id
    ? [
        {
          name: 'assignee',
          ok: subject.assignee_id === actor.id,
          detail: subject.assignee_id === actor.id ? 'The person holds the task.' : 'Someone else holds the task.',
        },
      ]
    : []),
]

const why = action({
  tag: 'why',
  method: 'get',
  path: '/api/admin/why',
  permission: ADMIN_ONLY,
  summary: 'Why may somebody do something, or why not',
  answer,
  query: z.strictObject({
    user_id: z.uuid(),
    action: z.string().min(1).max(100),
    resource: z.string().min(1).max(60).optional(),
    id: z.uuid().optional(),
  }),
  async handle(call) {
    const standing = requireRecord(await findStanding(call.db, call.query.user_id, new Date()))
    const { actor, user_status, business_status } = standing
    const general = generalChecks(standing)
    const asked = await decide(call, standing, call.query)
    const slug: Check = { name: 'slug', ok: holds(actor, call.query.action), detail: slugDecision(standing, call.query.action).explain }
    const shut = general.find((each) => !each.ok && each.name !== 'session')
    const decided = shut
      ? { allowed: false, rule: `sign-in: ${shut.name}`, reason: shut.name, explain: shut.detail, on_behalf_of_id: null }
      : asked.decision
    return {
      user: { id: actor.id, name: actor.name, user_type: actor.user_type },
      role: actor.role,
      slugs_held: slugsOf(actor),
      portal: portalFor(standing),
      business_status,
      user_status,
      decision: decided,
      checks: [...general, slug, ...asked.checks],
    }
  },
})

export const whyRoutes: Route[] = [why]
