/** Papers as PDF: a heading, facts, tables over pages, a signature, a code to check it by; the one look of everything Cien prints. */
import { invalid } from '../../domain/errors'
import { isolatedTask, runIsolated, Stopped } from '../../db/kit/isolated'
import { paced, type Rows } from './paced'
import { type Call, HANDLED } from './route'
import { type Seen, tellSeen } from './seen'
import { disposition } from './serve-file'

export interface PaperColumn {
  key: string
  title: string
  /** Share of what is left of the width. */
  share: number
  /** An amount: at the right, and never broken. */
  right?: boolean
  /** A day or a number: never broken. */
  whole?: boolean
}

export interface PaperTable {
  title?: string
  /** Without the names of its columns: for a last line under tables that have them. */
  headless?: boolean
  columns: readonly PaperColumn[]
  rows: Rows<Record<string, string>>
  /** A last row in bold; worked out after the others were read. */
  total?(): Record<string, string>
}

export interface Paper {
  /** File name without its ending. */
  name: string
  language: 'en' | 'pt'
  business: string
  title: string
  /** A line under the title. */
  subtitle?: string
  /** On the long side of the page. */
  wide?: boolean
  facts: readonly (readonly [label: string, value: string])[]
  /** Text as it was written. */
  text?: string
  tables?: readonly PaperTable[]
  signature?: PaperSignature
  /** Where anybody may check it. */
  check?: { code: string; url: string }
}

export interface PaperSignature {
  image?: Buffer
  name: string
  title: string
}

/** A table as plain data: its cells in the order of its columns. */
export interface PlainTable extends Pick<PaperTable, 'title' | 'headless' | 'columns'> {
  rows: string[][]
  total?: string[]
}

/** A paper as plain data, as the process gets it that draws it. */
export interface PlainPaper extends Omit<Paper, 'tables' | 'signature'> {
  tables: PlainTable[]
  signature?: Omit<PaperSignature, 'image'> & { image?: Uint8Array }
}

const drawing = isolatedTask<typeof import('./paper/task')>({
  name: 'paper',
  module: require.resolve('./paper/task'),
  limits: { time_ms: 20_000, memory_mb: 700, output_bytes: 60_000_000 },
})

/** Lines and letters of all tables of a paper. */
const MOST = { lines: 20_000, letters: 4_000_000 }
const TOO_LONG = 'The paper is too long to be drawn: choose fewer lines, or another format.'

const LOCALES = { en: 'en', pt: 'pt-BR' }

async function plainOf({ tables = [], ...paper }: Paper): Promise<PlainPaper> {
  const left = { ...MOST }
  const count = (cells: readonly string[]): void => {
    left.lines -= 1
    left.letters -= cells.reduce((sum, { length }) => sum + length, 0)
    if (left.lines < 0 || left.letters < 0) throw invalid({ format: [TOO_LONG] })
  }
  const plain: PlainTable[] = []
  for (const { columns, rows, total, title, headless } of tables) {
    const cellsOf = (row: Record<string, string>): string[] => columns.map(({ key }) => row[key] ?? '')
    const lines: string[][] = []
    for await (const row of paced(rows)) {
      const cells = cellsOf(row)
      count(cells)
      lines.push(cells)
    }
    const kept = { columns, rows: lines, ...(title === undefined ? {} : { title }), ...(headless === undefined ? {} : { headless }) }
    plain.push({ ...kept, ...(total ? { total: cellsOf(total()) } : {}) })
  }
  return { ...paper, tables: plain }
}

/** Writes a paper as the response; opened in the browser, or saved under its name. It is drawn in a process of its own. */
export async function sendPdf(call: Pick<Call, 'by' | 'db' | 'req' | 'res'>, paper: Paper, seen: Seen): Promise<typeof HANDLED> {
  const { res } = call
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  const of = { tenant_id: call.db.userParams.tenant_id, field: 'format', signal: gone.signal }
  // Whole before the head is sent: a paper that cannot be drawn is an error and no half paper.
  const bytes = await runIsolated(drawing, await plainOf(paper), of).catch((error: unknown) => {
    throw error instanceof Stopped ? invalid({ format: [TOO_LONG] }) : error
  })
  await tellSeen(call, seen)
  res.setHeader('Content-Type', 'application/pdf')
  res.setHeader('Content-Disposition', disposition('inline', `${paper.name}.pdf`))
  res.setHeader('Cache-Control', 'private, no-store')
  res.setHeader('Content-Length', bytes.length)
  res.end(bytes)
  return HANDLED
}

/** An amount as papers show it: grouped as the language does, with its currency. */
export function paperMoney(amount: string, at: { currency?: string; language: Paper['language'] }): string {
  const digits = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(LOCALES[at.language], { minimumFractionDigits: digits, maximumFractionDigits: digits })
  // A decimal string is formatted exactly; only its type does not say so.
  const text = format.format(amount as unknown as number)
  return at.currency ? `${text} ${at.currency}` : text
}

/** A day as the tables of papers show it: one that no two countries read differently, or the reader's own. */
export const paperDay = (date: string, language: Paper['language']): string => {
  const [year = '', month = '', day = ''] = date.slice(0, 10).split('-')
  return language === 'pt' ? `${day}/${month}/${year}` : `${year}-${month}-${day}`
}

/** A day as papers show it. */
export const paperDate = (date: string, language: Paper['language']): string =>
  new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date.slice(0, 10)}T00:00:00Z`),
  )
