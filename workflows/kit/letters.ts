/** Mails that a round of the house queued: each is sent by a process of its own business, inside its wall. */
import { proxyActivities, startChild } from '@temporalio/workflow'
import type { QueuedMail } from '../../activities/kit/incidents'
import type { MailActivities } from '../../activities/mail'
import { mails } from './proxies'
import { Process, RecordId, Stage, TenantId } from './search-attributes'

const { sendMail } = proxyActivities<MailActivities>(mails)

/** One mail of a business on its way. */
export const letter = ({ tenant_id, mail_id }: QueuedMail): Promise<string> => sendMail({ tenant_id, key: `mail:${mail_id}`, mail_id })

/** Sets the mails on their way; nobody waits for them. */
export const sendLetters = (queued: readonly QueuedMail[]): Promise<unknown> =>
  Promise.all(
    queued.map(({ tenant_id, mail_id }) =>
      startChild(letter, {
        args: [{ tenant_id, mail_id }],
        workflowId: `${tenant_id}/letter/${mail_id}`,
        parentClosePolicy: 'ABANDON',
        typedSearchAttributes: [
          { key: TenantId, value: tenant_id },
          { key: Process, value: 'letter' },
          { key: RecordId, value: mail_id },
          { key: Stage, value: 'queued' },
        ],
      }),
    ),
  )
