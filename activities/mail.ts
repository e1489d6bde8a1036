/** Sends one queued mail (INT-2): an ordinary activity, for it calls the outside world. */
import { tenantDb } from '../db/kit/client'
import { reach } from '../domain/kit/failpoint'
import { type MailStatus, settleMail, takeMail } from '../db/mails'
import type { Deps } from './kit/deps'
import { openSender, Undeliverable } from './kit/mail-senders'

export interface SendMail {
  tenant_id: string
  /** The step it belongs to, for the case file. */
  key: string
  mail_id: string
}

/** With the pauses of `mails` in workflows/kit/proxies.ts these last about two days. */
const MOST_ATTEMPTS = 100

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The mail activities. */
export const mail = (deps: Deps) => {
  const sender = openSender(deps.settings)

  /** Why it was not sent; throws while another try may help. */
  async function giveUpOr(
    error: unknown,
    at: { attempts: number; settle(status: MailStatus, error: string): Promise<void> },
  ): Promise<MailStatus> {
    const final = error instanceof Undeliverable || at.attempts >= MOST_ATTEMPTS
    await at.settle(final ? 'failed' : 'queued', messageOf(error))
    if (!final) throw error
    return 'failed'
  }

  return {
    /** `sent`, `outbox` when no provider is set, `failed` when the provider refuses it for good; never stops its process. */
    async sendMail({ tenant_id, mail_id }: SendMail): Promise<MailStatus> {
      const db = tenantDb(deps.db, tenant_id)
      const row = await takeMail(db, mail_id)
      if (row === 'held') throw new Error('Another try to send this mail is still running')
      // Sent by an earlier try whose answer was lost, or not there: nothing is left to do.
      if (!row) return 'sent'
      const provider = sender?.name ?? null
      const settle = (status: MailStatus, error: string): Promise<void> => settleMail(db, mail_id, { status, provider, error })
      if (!sender) {
        await settleMail(db, mail_id, { status: 'outbox', provider })
        return 'outbox'
      }
      try {
        const provider_id = await sender.send({ id: row.id, to: row.to_address, subject: row.subject, body: row.body })
        await reach('K7')
        await settleMail(db, mail_id, { status: 'sent', provider, provider_id })
        await reach('K8')
        return 'sent'
      } catch (error) {
        deps.log.warn({ err: error, mail_id, provider, attempt: row.attempts }, 'mail was not sent')
        return giveUpOr(error, { attempts: row.attempts, settle })
      }
    },
  }
}

export type MailActivities = ReturnType<typeof mail>
