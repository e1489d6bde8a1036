/** Breaches become incidents: written down, told to the admins of the business and to the platform, in the console and by mail. */
import type { Breach } from '../../domain/rules/auditor'
import { adminsOf, raise, type Raised } from '../../db/auditor/incidents'
import { inTenant, PLATFORM, type Trx } from '../../db/kit/client'
import { once } from '../../db/kit/once'
import { queueMail } from '../../db/mails'
import { notify } from '../../db/notifications'
import { publicUrl } from '../../domain/settings'
import type { Deps } from './deps'

type Telling = Pick<Deps, 'db' | 'log' | 'settings'>

/** Writes breaches down and tells of those that are new, the platform too; told once, however often a round is repeated. */
export async function raiseIncidents(deps: Telling, tenant_id: string, breaches: readonly Breach[]): Promise<void> {
  if (breaches.length === 0) return
  const raised = await inTenant(deps.db, tenant_id, async (trx) => {
    const all: Raised[] = []
    // One after the other: each finds its own place under the unique key.
    for (const breach of breaches) all.push(await raise(trx, breach))
    for (const one of all.filter(({ fresh }) => fresh)) await tell(deps, trx, { raised: one })
    return all
  })
  for (const { fresh, title, breach } of raised)
    if (fresh) deps.log.error({ tenant_id, why: breach.check, findings: breach.findings.length }, title)
  if (tenant_id === PLATFORM) return
  // The platform's wall is another transaction: a round that died before it finds the incident known, and tells it then.
  await inTenant(deps.db, PLATFORM, async (trx) => {
    for (const one of raised) await once(trx, `incident:${one.id}`, () => tell(deps, trx, { raised: one, business_id: tenant_id }))
  })
}

/** Tells the admins of the transaction's tenant; the platform's learn which business it is about. */
async function tell(
  deps: Pick<Deps, 'settings'>,
  trx: Trx,
  { raised, business_id }: { raised: Raised; business_id?: string },
): Promise<void> {
  const { id, title, breach } = raised
  const people = await adminsOf(trx)
  // A business answers its incidents beside the proof of its ledger; the platform looks at the business.
  const page = business_id ? `/platform/businesses/${business_id}` : '/ledger/verify'
  const first = breach.findings.slice(0, 3).map(({ detail }) => detail)
  await notify(trx, {
    user_ids: people.map((person) => person.id),
    kind: 'auditor.breach',
    title,
    body: [...(business_id ? [`Business ${business_id}`] : []), ...first].join('; '),
    ...(business_id ? {} : { subject_type: 'audit_incident', subject_id: id }),
  })
  const body = [
    `The auditor found ${breach.findings.length} of this kind: ${title}.`,
    ...(business_id ? [`Business: ${business_id}`] : []),
    '',
    ...first.map((detail) => `- ${detail}`),
    '',
    `Nothing was changed. Look at the incident, find the cause, and resolve it with a word why: ${publicUrl(deps.settings)}${page}`,
    '',
    'Cien',
  ].join('\n')
  for (const person of people)
    await queueMail(trx, {
      to: person.email,
      subject: `Cien auditor: ${title}`,
      body,
      reason: 'auditor.breach',
      user_id: person.id,
      key: `incident:${id}:${person.id}`,
    })
}
