/** Breaches become incidents: written down, told to the admins of the business and to the platform, in the console and by mail. */
import type { Breach } from '../../domain/rules/auditor'
import { adminsOf, raise, type Raised } from '../../db/auditor/incidents'
import { inTenant, PLATFORM, type Trx } from '../../db/kit/client'
import { queueMail } from '../../db/mails'
import { notify } from '../../db/notifications'
import { publicUrl } from '../../domain/settings'
import type { Deps } from './deps'

/** A mail that waits for `sendMail`. */
export interface QueuedMail {
  tenant_id: string
  mail_id: string
}

/** Writes breaches down; those that are new are told, and the mails of it answered. */
export async function raiseIncidents(
  deps: Pick<Deps, 'db' | 'log' | 'settings'>,
  tenant_id: string,
  breaches: readonly Breach[],
): Promise<QueuedMail[]> {
  if (breaches.length === 0) return []
  const raised = await inTenant(deps.db, tenant_id, async (trx) => {
    const fresh: Raised[] = []
    // One after the other: each finds its own place under the unique key.
    for (const breach of breaches) fresh.push(...[await raise(trx, breach)].filter((one) => one !== undefined))
    const mail_ids = await Promise.all(fresh.map((one) => tell(deps, trx, { raised: one })))
    return { fresh, mails: mail_ids.flat() }
  })
  for (const { title, breach } of raised.fresh) deps.log.error({ tenant_id, why: breach.check, findings: breach.findings.length }, title)
  const mails = raised.mails.map((mail_id) => ({ tenant_id, mail_id }))
  if (tenant_id === PLATFORM || raised.fresh.length === 0) return mails
  const above = await inTenant(deps.db, PLATFORM, (trx) =>
    Promise.all(raised.fresh.map((one) => tell(deps, trx, { raised: one, business_id: tenant_id }))),
  )
  return [...mails, ...above.flat().map((mail_id) => ({ tenant_id: PLATFORM, mail_id }))]
}

/** Tells the admins of the transaction's tenant; the platform's learn which business it is about. */
async function tell(
  deps: Pick<Deps, 'settings'>,
  trx: Trx,
  { raised, business_id }: { raised: Raised; business_id?: string },
): Promise<string[]> {
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
  return Promise.all(
    people.map((person) =>
      queueMail(trx, {
        to: person.email,
        subject: `Cien auditor: ${title}`,
        body,
        reason: 'auditor.breach',
        user_id: person.id,
        key: `incident:${id}:${person.id}`,
      }),
    ),
  )
}
