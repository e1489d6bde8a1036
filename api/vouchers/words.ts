/** The words of papers about money, in both languages. */
import type { Paper } from '../kit/pdf'

const en = {
  statement: 'Statement',
  opening: 'Opening balance',
  closing: 'Closing balance',
  open: '…',
  date: 'Date',
  about: 'Entry',
  project: 'Project',
  debit: 'Debit',
  credit: 'Credit',
  balance: 'Balance',
  total: 'Total',
  voucher: 'Payment voucher',
  subcontractor: 'Subcontractor',
  amount: 'Amount',
  paid: 'Paid',
  week_ending: 'Week ending',
  type: 'Type of work',
  status: 'Status',
  issued: 'Issued',
  payments: 'Payments',
  decisions: 'Decisions',
  who: 'Who',
  what: 'What',
  when: 'When',
  entries: { claim: 'Claim', payment: 'Payment', receipt: 'Receipt', adjustment: 'Adjustment', opening: 'Opening' } as Record<
    string,
    string
  >,
  outcomes: { approve: 'Approved', reject: 'Rejected', confirm_payment: 'Payment confirmed', cancel: 'Cancelled' } as Record<
    string,
    string
  >,
  statuses: {
    draft: 'Draft',
    submitted: 'Submitted',
    approved: 'Approved',
    rejected: 'Rejected',
    cancelled: 'Cancelled',
    unpaid: 'unpaid',
    partly_paid: 'partly paid',
    paid: 'paid',
  } as Record<string, string>,
}

const pt: typeof en = {
  statement: 'Extrato',
  opening: 'Saldo inicial',
  closing: 'Saldo final',
  open: '…',
  date: 'Data',
  about: 'Lançamento',
  project: 'Obra',
  debit: 'Débito',
  credit: 'Crédito',
  balance: 'Saldo',
  total: 'Total',
  voucher: 'Comprovante de pagamento',
  subcontractor: 'Subempreiteiro',
  amount: 'Valor',
  paid: 'Pago',
  week_ending: 'Semana até',
  type: 'Tipo de serviço',
  status: 'Situação',
  issued: 'Emitido em',
  payments: 'Pagamentos',
  decisions: 'Decisões',
  who: 'Quem',
  what: 'O quê',
  when: 'Quando',
  entries: { claim: 'Medição', payment: 'Pagamento', receipt: 'Recebimento', adjustment: 'Ajuste', opening: 'Saldo de abertura' },
  outcomes: { approve: 'Aprovado', reject: 'Rejeitado', confirm_payment: 'Pagamento confirmado', cancel: 'Cancelado' },
  statuses: {
    draft: 'Rascunho',
    submitted: 'Enviado',
    approved: 'Aprovado',
    rejected: 'Rejeitado',
    cancelled: 'Cancelado',
    unpaid: 'não pago',
    partly_paid: 'pago em parte',
    paid: 'pago',
  },
}

/** The words of a language. */
export const paperWords = (language: Paper['language']): typeof en => (language === 'pt' ? pt : en)
