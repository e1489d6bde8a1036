/** Portuguese of bringing in journals from a file. */
import type { enImport } from './en-import'
import { counting } from './texts'

const count = counting('pt')

export const ptImport: typeof enImport = {
  import: {
    title: 'Importar lançamentos',
    one: 'Importação',
    this: 'esta',
    text: 'Um arquivo CSV com uma linha para cada linha de lançamento. Tudo é conferido primeiro; depois tudo é lançado, ou nada.',
    file: 'Arquivo',
    kind: 'O que contém',
    kinds: { import: 'Lançamentos', opening: 'Saldos de abertura' },
    dates: 'Datas escritas como',
    decimals: 'Valores escritos como',
    template: 'Modelo',
    columns: 'Linhas com a mesma referência formam um lançamento. Colunas:',
    drop: 'Solte um arquivo CSV aqui ou escolha um',
    hint: 'UTF-8, até 50.000 linhas; vírgula, ponto e vírgula ou tabulação entre as células.',
    choose: 'Escolher um arquivo',
    found: 'O que foi encontrado',
    lines: 'Linhas',
    line: 'Linha',
    column: 'Coluna',
    added: 'Contra os saldos de abertura',
    problems: (n) => `${count(n, 'problema', 'problemas')}; nada pode ser lançado ainda`,
    more: (n) => `e mais ${count(n, 'outro', 'outros')}`,
    first: 'Primeiras linhas',
    cells: {
      date: 'Data',
      reference: 'Referência',
      account: 'Conta',
      description: 'Descrição',
      debit: 'Débito',
      credit: 'Crédito',
      currency: 'Moeda',
      project: 'Projeto',
    },
    before: (first, last) => `Este mesmo arquivo já foi importado, como ${first} a ${last}.`,
    again: 'Importar mais uma vez mesmo assim',
    bring: (n) => `Lançar ${count(n, 'lançamento', 'lançamentos')}`,
    busy: 'Lançando; cinquenta mil linhas levam uns dez segundos.',
    done: (n) => `${count(n, 'lançamento feito', 'lançamentos feitos')}`,
    reasons: {
      no_lines: () => 'O arquivo não tem linhas: abaixo do cabeçalho, cada linha é uma linha de lançamento.',
      many_lines: ({ most }) => `O arquivo tem mais de ${most} linhas: divida-o e importe as partes.`,
      unreadable: () => 'A linha não pode ser lida: feche todas as aspas e duplique as que estão dentro de um texto.',
      unknown_column: ({ column }) => `A coluna ${column} é desconhecida: retire-a ou dê-lhe um dos nomes do modelo.`,
      double_column: ({ column }) => `A coluna ${column} está duas vezes no cabeçalho: deixe uma.`,
      missing_column: ({ column }) => `Falta a coluna ${column}: acrescente-a ao cabeçalho.`,
      cells: ({ found, wanted }) => `A linha tem ${found} células e o cabeçalho ${wanted}: ponha entre aspas o texto com separadores.`,
      required: ({ column }) => `Falta ${column}: todas as linhas precisam dele.`,
      too_long: ({ most }) => `O texto tem mais de ${most} caracteres: encurte-o.`,
      bad_date: ({ form }) => `Não é um dia escrito como ${form}: escreva-o assim, ou escolha outra forma de datas.`,
      other_date: ({ reference, date, first }) =>
        `${reference} é de ${date} na linha ${first}: uma referência tem um só dia; dê a esta linha outra referência ou esse dia.`,
      unknown_account: ({ code }) => `Nenhuma conta tem o código ${code}: corrija-o, ou abra primeiro a conta.`,
      inactive_account: ({ code }) => `A conta ${code} não está ativa: escolha outra.`,
      bad_amount: ({ currency }) =>
        `Não é um valor em ${currency}: só algarismos, sem sinal nem símbolo; um débito abaixo de zero é um crédito.`,
      one_side: () => 'Exatamente um de débito e crédito tem de ser maior que zero.',
      too_large: () => 'O valor é grande demais.',
      unknown_currency: ({ currency }) => `${currency} não é uma moeda: escreva um código como EUR, ou deixe vazio.`,
      other_currency: ({ currency, reference }) =>
        `${reference} é em ${currency}, como as suas contas: escreva ${currency}, deixe vazio, ou use contas na outra moeda.`,
      account_currency: ({ code, currency, reference }) =>
        `A conta ${code} é em ${currency}, ${reference} não: uma referência tem uma só moeda.`,
      unknown_project: ({ project }) => `Nenhum projeto se chama ${project}: escreva o nome como está no Cien, ou deixe vazio.`,
      double_project: ({ project }) => `Vários projetos chamam-se ${project}: escreva antes o id do projeto.`,
      unbalanced: ({ reference, debit, credit, currency }) =>
        `${reference} não fecha: débitos ${debit}, créditos ${credit} ${currency}; corrija uma linha ou acrescente o que falta.`,
      few_lines: ({ reference }) => `${reference} tem uma linha: um lançamento tem pelo menos duas.`,
      long_journal: ({ reference, most }) => `${reference} tem mais de ${most} linhas: dê a algumas outra referência.`,
      period_closed: ({ month }) => `${month} está fechado: peça que seja reaberto, ou escolha outro dia.`,
      no_rate: ({ currency, date }) => `Não há taxa de câmbio de ${currency} para ${date}: registre-o primeiro.`,
    },
  },
}
