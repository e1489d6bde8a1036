/** The chart of accounts a business starts with, by the country its base currency belongs to. */
import type { AccountRole, AccountType } from './index'

/** An account of a default chart; `parent` is a code of the same chart. */
export interface ChartAccount {
  code: string
  name: string
  type: AccountType
  parent: string | null
  role: AccountRole | null
}

type Line = readonly [code: string, type: AccountType, parent: string | null, role: AccountRole | null, en: string, pt: string]

const GENERIC: readonly Line[] = [
  ['1000', 'asset', null, null, 'Assets', 'Ativo'],
  ['1010', 'asset', '1000', 'cash', 'Cash', 'Caixa'],
  ['1020', 'asset', '1000', 'bank', 'Bank', 'Banco'],
  ['1100', 'asset', '1000', 'receivables', 'Accounts receivable', 'Contas a receber'],
  ['1200', 'asset', '1000', 'inventory', 'Inventory', 'Inventário'],
  ['1500', 'asset', '1000', 'fixed_assets', 'Fixed assets', 'Ativos fixos'],
  ['2000', 'liability', null, null, 'Liabilities', 'Passivo'],
  ['2010', 'liability', '2000', 'payables', 'Accounts payable', 'Contas a pagar'],
  ['2020', 'liability', '2000', 'staff_payables', 'Payable to staff', 'A pagar ao pessoal'],
  ['2030', 'liability', '2000', 'taxes_payable', 'Taxes payable', 'Impostos a pagar'],
  ['2040', 'liability', '2000', 'customer_advances', 'Advances from customers', 'Adiantamentos de clientes'],
  ['2500', 'liability', '2000', 'loans', 'Loans', 'Empréstimos'],
  ['3000', 'equity', null, null, 'Equity', 'Capital próprio'],
  ['3010', 'equity', '3000', 'capital', 'Capital', 'Capital social'],
  ['3020', 'equity', '3000', 'opening_equity', 'Opening balances', 'Saldos de abertura'],
  ['3030', 'equity', '3000', 'retained_earnings', 'Retained earnings', 'Resultados transitados'],
  ['4000', 'revenue', null, null, 'Revenue', 'Receitas'],
  ['4010', 'revenue', '4000', 'revenue', 'Contract revenue', 'Receitas de contratos'],
  ['4090', 'revenue', '4000', 'other_income', 'Other income', 'Outras receitas'],
  ['5000', 'expense', null, null, 'Cost of work', 'Custo das obras'],
  ['5010', 'expense', '5000', 'subcontract_cost', 'Subcontractors', 'Subempreiteiros'],
  ['5020', 'expense', '5000', 'project_cost', 'Project expenses', 'Despesas de projetos'],
  ['6000', 'expense', null, null, 'Operating expenses', 'Despesas operacionais'],
  ['6010', 'expense', '6000', 'salaries', 'Salaries', 'Salários'],
  ['6020', 'expense', '6000', 'administration', 'Office and administration', 'Escritório e administração'],
  ['6030', 'expense', '6000', 'exchange_differences', 'Exchange differences', 'Diferenças de câmbio'],
  ['6090', 'expense', '6000', 'adjustments', 'Adjustments', 'Ajustes'],
]

const both = (name: string): [string, string] => [name, name]

/** The order of a Brazilian balance sheet; its names stand in Portuguese whatever the language of the console. */
const BRAZIL: readonly Line[] = [
  ['1', 'asset', null, null, ...both('Ativo')],
  ['1.1', 'asset', '1', null, ...both('Ativo circulante')],
  ['1.1.1.01', 'asset', '1.1', 'cash', ...both('Caixa')],
  ['1.1.1.02', 'asset', '1.1', 'bank', ...both('Bancos conta movimento')],
  ['1.1.2.01', 'asset', '1.1', 'receivables', ...both('Clientes')],
  ['1.1.3.01', 'asset', '1.1', 'inventory', ...both('Estoques')],
  ['1.2', 'asset', '1', null, ...both('Ativo não circulante')],
  ['1.2.3.01', 'asset', '1.2', 'fixed_assets', ...both('Imobilizado')],
  ['2', 'liability', null, null, ...both('Passivo')],
  ['2.1', 'liability', '2', null, ...both('Passivo circulante')],
  ['2.1.1.01', 'liability', '2.1', 'payables', ...both('Fornecedores')],
  ['2.1.2.01', 'liability', '2.1', 'staff_payables', ...both('Salários e reembolsos a pagar')],
  ['2.1.3.01', 'liability', '2.1', 'taxes_payable', ...both('Impostos a recolher')],
  ['2.1.4.01', 'liability', '2.1', 'customer_advances', ...both('Adiantamentos de clientes')],
  ['2.2', 'liability', '2', null, ...both('Passivo não circulante')],
  ['2.2.1.01', 'liability', '2.2', 'loans', ...both('Empréstimos e financiamentos')],
  ['2.3', 'equity', null, null, ...both('Patrimônio líquido')],
  ['2.3.1.01', 'equity', '2.3', 'capital', ...both('Capital social')],
  ['2.3.2.01', 'equity', '2.3', 'opening_equity', ...both('Saldos de abertura')],
  ['2.3.3.01', 'equity', '2.3', 'retained_earnings', ...both('Lucros ou prejuízos acumulados')],
  ['3', 'revenue', null, null, ...both('Receitas')],
  ['3.1.1.01', 'revenue', '3', 'revenue', ...both('Receita de serviços')],
  ['3.2.1.01', 'revenue', '3', 'other_income', ...both('Outras receitas')],
  ['4', 'expense', null, null, ...both('Custos e despesas')],
  ['4.1', 'expense', '4', null, ...both('Custos das obras')],
  ['4.1.1.01', 'expense', '4.1', 'subcontract_cost', ...both('Subempreiteiros')],
  ['4.1.1.02', 'expense', '4.1', 'project_cost', ...both('Despesas de obras')],
  ['4.2', 'expense', '4', null, ...both('Despesas operacionais')],
  ['4.2.1.01', 'expense', '4.2', 'salaries', ...both('Salários e encargos')],
  ['4.2.2.01', 'expense', '4.2', 'administration', ...both('Despesas administrativas')],
  ['4.3.1.01', 'expense', '4.2', 'exchange_differences', ...both('Variação cambial')],
  ['4.9.1.01', 'expense', '4.2', 'adjustments', ...both('Ajustes')],
]

/** The chart of a new business: Brazil's where the books are kept in reais, else the generic one in the business's language. */
export function chartOf(business: { base_currency: string; locale: string }): ChartAccount[] {
  const lines = business.base_currency === 'BRL' ? BRAZIL : GENERIC
  return lines.map(([code, type, parent, role, en, pt]) => ({ code, name: business.locale === 'pt' ? pt : en, type, parent, role }))
}
