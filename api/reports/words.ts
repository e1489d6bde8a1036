/** The words of printed statements, in both languages. */
import type { Actor } from '../../domain/actor'
import type { Paper } from '../kit/pdf'

const en = {
  trial_balance: 'Trial balance',
  profit_and_loss: 'Profit and loss',
  balance_sheet: 'Balance sheet',
  cash_flow: 'Cash flow',
  account_ledger: 'Account ledger',
  earlier_result: 'Result of earlier years',
  code: 'Account',
  name: 'Name',
  amount: 'Amount',
  compare: 'Compared',
  opening_debit: 'Opening debit',
  opening_credit: 'Opening credit',
  debit: 'Debit',
  credit: 'Credit',
  closing_debit: 'Closing debit',
  closing_credit: 'Closing credit',
  balance: 'Balance',
  entry_date: 'Date',
  journal_no: 'Journal',
  memo: 'Text',
  project: 'Project',
  total: 'Total',
  result: 'Result',
  opening: 'Opening',
  change: 'Change',
  closing: 'Closing',
  currency: 'Currency',
  compared_with: 'Compared with',
  at: 'On',
  revenue: 'Revenue',
  expense: 'Expense',
  assets: 'Assets',
  liabilities: 'Liabilities',
  equity: 'Equity',
  operating: 'Operating activities',
  investing: 'Investing activities',
  financing: 'Financing activities',
}

export type Word = keyof typeof en

const pt: Record<Word, string> = {
  trial_balance: 'Balancete',
  profit_and_loss: 'Demonstração de resultados',
  balance_sheet: 'Balanço',
  cash_flow: 'Fluxo de caixa',
  account_ledger: 'Razão da conta',
  earlier_result: 'Resultado de anos anteriores',
  code: 'Conta',
  name: 'Nome',
  amount: 'Valor',
  compare: 'Comparado',
  opening_debit: 'Débito inicial',
  opening_credit: 'Crédito inicial',
  debit: 'Débito',
  credit: 'Crédito',
  closing_debit: 'Débito final',
  closing_credit: 'Crédito final',
  balance: 'Saldo',
  entry_date: 'Data',
  journal_no: 'Lançamento',
  memo: 'Texto',
  project: 'Projeto',
  total: 'Total',
  result: 'Resultado',
  opening: 'Inicial',
  change: 'Variação',
  closing: 'Final',
  currency: 'Moeda',
  compared_with: 'Comparado com',
  at: 'Em',
  revenue: 'Receitas',
  expense: 'Despesas',
  assets: 'Ativo',
  liabilities: 'Passivo',
  equity: 'Capital próprio',
  operating: 'Atividades operacionais',
  investing: 'Atividades de investimento',
  financing: 'Atividades de financiamento',
}

/** The language a person reads papers in. */
export const languageOf = (actor: Pick<Actor, 'locale' | 'business'>): Paper['language'] =>
  (actor.locale ?? actor.business.locale) === 'pt' ? 'pt' : 'en'

/** The words of a language. */
export const wordsIn = (language: Paper['language']): Record<Word, string> => (language === 'pt' ? pt : en)
