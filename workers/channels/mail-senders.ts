/** The ways out for mail: SMTP, SendGrid, or none; each tells what is wrong for good from what may pass. */
import sendgrid from '@sendgrid/mail'
import { createTransport } from 'nodemailer'
import type { Settings } from '../../domain/settings'
import { Undeliverable } from './channel'

export interface OutgoingMail {
  id: string
  to: string
  subject: string
  body: string
}

export interface Sender {
  name: 'smtp' | 'sendgrid'
  /** Answers the provider's id; throws `Undeliverable` when no further try can help, anything else when one may. */
  send(mail: OutgoingMail): Promise<string>
}

interface SmtpError {
  code?: string
  responseCode?: number
  message: string
}

// A refused log-in or sender says something about our settings, which may be mended; a refused address does not change.
function smtpFailure(error: SmtpError): Error {
  const { responseCode = 0, code } = error
  const ours = code === 'EAUTH' || code === 'ETLS' || responseCode === 530 || responseCode === 535
  if (responseCode >= 500 && !ours) return new Undeliverable(error.message)
  return new Error(error.message)
}

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 }

function smtp(url: string, from: string): Sender {
  const transport = createTransport({ url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true })
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'cien.local'
  return {
    name: 'smtp',
    async send({ id, to, subject, body }) {
      // The same id at every try: who receives a mail twice, after a crash between sending and noting it, can tell.
      const message = { from, to: { name: '', address: to }, subject, text: body, messageId: `<${id}@${domain}>` }
      try {
        const sent = await transport.sendMail(message)
        return sent.messageId
      } catch (error) {
        throw smtpFailure(error as SmtpError)
      }
    },
  }
}

interface SendGridError {
  code?: number | string
  message: string
  response?: { body?: { errors?: { message?: string }[] } }
}

function sendGridFailure(error: SendGridError): Error {
  const said = error.response?.body?.errors?.map((one) => one.message).join('; ')
  const message = said ?? error.message
  return error.code === 400 || error.code === 413 ? new Undeliverable(message) : new Error(message)
}

// The package exports one service for the whole process, and its types hide the client inside it.
const service = sendgrid as typeof sendgrid & { client: { setDefaultRequest(name: 'baseUrl', value: string): void } }

function sendGrid(settings: Settings, key: string): Sender {
  service.setApiKey(key)
  service.setTimeout(TIMEOUTS.socketTimeout)
  service.client.setDefaultRequest('baseUrl', settings.SENDGRID_URL)
  return {
    name: 'sendgrid',
    async send({ id, to, subject, body }) {
      try {
        const [answer] = await service.send({
          from: settings.MAIL_FROM,
          to: { email: to },
          subject,
          text: body,
          customArgs: { mail_id: id },
        })
        return String(answer.headers['x-message-id'] ?? id)
      } catch (error) {
        throw sendGridFailure(error as SendGridError)
      }
    },
  }
}

/** The sender the settings name; undefined when they name none, and mail stays in the outbox. */
export function openSender(settings: Settings): Sender | undefined {
  if (settings.SMTP_URL) return smtp(settings.SMTP_URL, settings.MAIL_FROM)
  return settings.SENDGRID_API_KEY ? sendGrid(settings, settings.SENDGRID_API_KEY) : undefined
}
