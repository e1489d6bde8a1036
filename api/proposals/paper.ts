/** A proposal's round as PDF: what was offered, for how much, until when; for the office and for the client. */
import { z } from 'zod'
import { formatMoney } from '../../domain/money'
import { requireRecord } from '../../db/kit/records'
import { factsOfRound, findRound, type RoundRow } from '../../db/proposals'
import { codeOf, languageOf, signatureOf } from '../kit/papers'
import { type Paper, paperDate, paperMoney, sendPdf } from '../kit/pdf'
import { type Access, action, type Call, type Route } from '../kit/route'

const WORDS = {
  en: {
    proposal: 'Proposal',
    round: 'Round',
    project: 'Project',
    amount: 'Amount',
    valid_until: 'Valid until',
    sent: 'Sent',
    status: 'Status',
    open: 'No last day',
    statuses: { draft: 'Draft', submitted: 'Sent', approved: 'Approved', revised: 'Superseded', rejected: 'Rejected' } as Record<
      string,
      string
    >,
  },
  pt: {
    proposal: 'Proposta',
    round: 'Rodada',
    project: 'Obra',
    amount: 'Valor',
    valid_until: 'Válida até',
    sent: 'Enviada em',
    status: 'Situação',
    open: 'Sem prazo',
    statuses: { draft: 'Rascunho', submitted: 'Enviada', approved: 'Aprovada', revised: 'Substituída', rejected: 'Rejeitada' } as Record<
      string,
      string
    >,
  },
}

async function paperOf(call: Call, round: RoundRow): Promise<Paper> {
  const language = languageOf(call.actor)
  const words = WORDS[language]
  const [signature, check] = await Promise.all([
    signatureOf(call),
    codeOf(call, { record_type: 'proposal', record_id: round.proposal_id, facts: factsOfRound(round) }),
  ])
  const { currency } = round
  return {
    name: `${round.title} ${round.round_number}`,
    language,
    business: call.actor.business.name,
    title: `${words.proposal}: ${round.title}`,
    subtitle: `${words.round} ${round.round_number}`,
    facts: [
      [words.project, round.project],
      [words.amount, paperMoney(formatMoney(round.amount, currency), { currency, language })],
      [words.valid_until, round.valid_until ? paperDate(round.valid_until, language) : words.open],
      [words.status, words.statuses[round.status] ?? round.status],
      ...(round.submitted_at ? [[words.sent, paperDate(round.submitted_at.toISOString(), language)] as const] : []),
    ],
    ...(round.notes ? { text: round.notes } : {}),
    ...(signature ? { signature } : {}),
    check,
  }
}

const params = z.object({
  id: z.uuid(),
  round: z
    .string()
    .max(6)
    .regex(/^\d{1,6}$/)
    .transform(Number),
})

/** `GET …/:id/rounds/:round/pdf` behind a door; `admit` answers 404 for what its reader may not see. */
export const roundPaper = (door: {
  path: string
  permission: Access
  tag: string
  admit(call: Call<{ id: string }>): Promise<unknown>
}): Route =>
  action({
    method: 'get',
    path: `${door.path}/:id/rounds/:round/pdf`,
    permission: door.permission,
    tag: door.tag,
    summary: 'A round as PDF, with the signature of the business and a code anybody may check it by',
    params,
    answer: { media: 'application/pdf' },
    async handle(call) {
      await door.admit(call)
      const { id, round } = call.params
      const seen = { action: 'proposals.exported', resource: 'proposal', resource_id: id, data: { format: 'pdf', round } }
      return sendPdf(call, await paperOf(call, requireRecord(await findRound(call.db, id, round))), seen)
    },
  })
