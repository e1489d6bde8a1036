/** Statements as the API answers them. */
export interface StatementRow {
  account_id: string | null
  code: string
  name: string
  amount: string
  compare?: string
}

export interface StatementSection {
  key: string
  rows: StatementRow[]
  total: string
  compare?: string
}

export interface Statement {
  sections: StatementSection[]
  result: string
  compare?: string
  currency: string
}

interface Cash {
  opening: string
  change: string
  closing: string
}

export interface CashFlow extends Cash {
  sections: StatementSection[]
  compare?: Cash
  currency: string
}

export interface TrialRow {
  account_id: string | null
  code: string
  name: string
  type: string
  opening_debit: string
  opening_credit: string
  debit: string
  credit: string
  closing_debit: string
  closing_credit: string
}

export type TrialSums = Omit<TrialRow, 'account_id' | 'code' | 'name' | 'type'>
