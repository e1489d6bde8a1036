/** English of bringing in journals from a file. */
import { counting, type Words } from './texts'

const count = counting('en')

export const enImport = {
  import: {
    title: 'Import journals',
    one: 'Import',
    this: 'this one',
    text: 'A CSV file with one line for each line of a journal. All of it is looked at first; then all of it is posted, or nothing.',
    file: 'File',
    kind: 'What it holds',
    kinds: { import: 'Journals', opening: 'Opening balances' } as Words,
    dates: 'Days are written',
    decimals: 'Amounts are written',
    template: 'Template',
    columns: 'Lines with the same reference make one journal. Columns:',
    drop: 'Drop a CSV file here, or choose it',
    hint: 'UTF-8, up to 50,000 lines; comma, semicolon or tab between the cells.',
    choose: 'Choose a file',
    found: 'What was found',
    lines: 'Lines',
    line: 'Line',
    column: 'Column',
    added: 'Against opening balances',
    problems: (n: number) => `${count(n, 'thing is', 'things are')} wrong; nothing can be posted yet`,
    more: (n: number) => `and ${count(n, 'more', 'more')}`,
    first: 'First lines',
    cells: {
      date: 'Date',
      reference: 'Reference',
      account: 'Account',
      description: 'Description',
      debit: 'Debit',
      credit: 'Credit',
      currency: 'Currency',
      project: 'Project',
    } as Words,
    before: (first: string, last: string) => `This very file was imported before, as ${first} to ${last}.`,
    again: 'Import it once more all the same',
    bring: (n: number) => `Post ${count(n, 'journal', 'journals')}`,
    busy: 'Posting; fifty thousand lines take some ten seconds.',
    done: (n: number) => `${count(n, 'journal', 'journals')} posted`,
    // The server's own sentences are English.
    reasons: {} as Record<string, (values: Words) => string>,
  },
}
