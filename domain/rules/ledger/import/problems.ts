/** What can be wrong with a file of journals: where, why as a code, and a sentence that says what to do. */

type Values = Record<string, string>

/** The columns of such a file, in the order of the template; the header may name them in any order. */
export const IMPORT_COLUMNS = ['date', 'reference', 'account', 'description', 'debit', 'credit', 'currency', 'project'] as const
export type ImportColumn = (typeof IMPORT_COLUMNS)[number]

/** Columns that may be missing. */
export const OPTIONAL_COLUMNS: readonly ImportColumn[] = ['description', 'currency', 'project']

/** The most lines of one file. */
export const MOST_IMPORT_LINES = 50_000

const SAID = {
  no_lines: () => 'The file has no lines: below the header each line is one line of a journal.',
  many_lines: ({ most = '' }: Values) => `The file has more than ${most} lines: split it and import the parts.`,
  unreadable: () => 'The line cannot be read: close each quotation mark, and double those inside a text.',
  unknown_column: ({ column = '' }: Values) => `The column ${column} is unknown: remove it, or name it ${IMPORT_COLUMNS.join(', ')}.`,
  double_column: ({ column = '' }: Values) => `The column ${column} stands in the header twice: keep one.`,
  missing_column: ({ column = '' }: Values) => `The column ${column} is missing: add it to the header.`,
  cells: ({ found = '', wanted = '' }: Values) =>
    `The line has ${found} cells and the header ${wanted}: put text with separators in quotation marks.`,
  required: ({ column = '' }: Values) => `The ${column} is missing: every line names it.`,
  too_long: ({ most = '' }: Values) => `The text is longer than ${most} characters: shorten it.`,
  bad_date: ({ form = '' }: Values) => `This is no day written as ${form}: write it so, or choose another form of dates.`,
  other_date: ({ reference = '', date = '', first = '' }: Values) =>
    `${reference} is of ${date} in line ${first}: one reference has one day; give this line another reference or that day.`,
  unknown_account: ({ code = '' }: Values) => `No account has the code ${code}: correct it, or open the account first.`,
  inactive_account: ({ code = '' }: Values) => `Account ${code} is not active: choose another one.`,
  bad_amount: ({ currency = '' }: Values) =>
    `This is no amount in ${currency}: digits only, without sign or symbol; a debit below zero is a credit.`,
  one_side: () => 'Exactly one of debit and credit must be above zero.',
  too_large: () => 'The amount is too large.',
  unknown_currency: ({ currency = '' }: Values) => `${currency} is no currency: write a code such as EUR, or leave it empty.`,
  other_currency: ({ currency = '', reference = '' }: Values) =>
    `${reference} is in ${currency}, as its accounts are: write ${currency}, leave it empty, or use accounts kept in the other currency.`,
  account_currency: ({ code = '', currency = '', reference = '' }: Values) =>
    `Account ${code} is kept in ${currency}, ${reference} is not: one reference has one currency.`,
  unknown_project: ({ project = '' }: Values) => `No project is called ${project}: write its name as it stands in Cien, or leave it empty.`,
  double_project: ({ project = '' }: Values) => `Several projects are called ${project}: write the project's id instead.`,
  unbalanced: ({ reference = '', debit = '', credit = '', currency = '' }: Values) =>
    `${reference} does not balance: debits ${debit}, credits ${credit} ${currency}; correct a line or add what is missing.`,
  few_lines: ({ reference = '' }: Values) => `${reference} has one line: a journal has two at least.`,
  long_journal: ({ reference = '', most = '' }: Values) => `${reference} has more than ${most} lines: give some another reference.`,
  period_closed: ({ month = '' }: Values) => `${month} is closed: have it reopened, or choose another day.`,
  no_rate: ({ currency = '', date = '' }: Values) => `There is no exchange rate of ${currency} for ${date}: enter one first.`,
} satisfies Record<string, (values: Values) => string>

export type ImportReason = keyof typeof SAID
export const IMPORT_REASONS = Object.keys(SAID) as ImportReason[]

/** One thing that is wrong: the line of the file, the column, why. */
export interface ImportProblem {
  line: number
  field: string
  reason: ImportReason
  values: Values
  message: string
}

/** A problem at its place. */
export const problemAt = ({ line, field }: { line: number; field: string }, reason: ImportReason, values: Values = {}): ImportProblem => ({
  line,
  field,
  reason,
  values,
  message: SAID[reason](values),
})
