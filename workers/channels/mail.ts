/** Mail as a way out (INT-2): by the provider of the settings; without one it is kept, to be read in the outbox. */
import { findMail, type MailRow, type MailStatus, settleMail, tellOfFailedMail } from '../../db/mails'
import type { Settings } from '../../domain/settings'
import { type Channel, channelOf } from './channel'
import { openSender } from './mail-senders'

interface Taken {
  status: MailStatus
  provider_id: string | null
}

/** The channel of the settings. */
export function mailChannel(settings: Settings): Channel {
  const sender = openSender(settings)
  const provider = sender?.name ?? null
  return channelOf<MailRow, Taken>({
    async read(db, id) {
      const row = await findMail(db, id)
      return row?.status === 'queued' ? row : undefined
    },
    async send({ id, to_address: to, subject, body }) {
      if (!sender) return { status: 'outbox', provider_id: null }
      return { status: 'sent', provider_id: await sender.send({ id, to, subject, body }) }
    },
    async note(trx, id, ending) {
      const { attempts } = ending
      if (ending.status === 'done') return settleMail(trx, id, { ...ending.answer, attempts, provider })
      const { error } = ending
      if (ending.status === 'later') return settleMail(trx, id, { status: 'queued', attempts, provider, error, next_attempt_at: ending.at })
      await settleMail(trx, id, { status: 'failed', attempts, provider, error })
      const mail = await findMail(trx, id)
      if (mail) await tellOfFailedMail(trx, { id, subject: mail.subject, error })
    },
  })
}
