/** What a file of journals says: how much, what is wrong and where, its first lines. */
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { Facts, Section } from '../kit/record/frame'
import { LinesTable } from '../reports/lines-table'
import type { Looked } from './import-types'

interface Props {
  looked: Looked
  opening?: boolean
}

function Sums({ looked, opening }: Props) {
  const text = useText()
  const format = useFormat()
  const { lines, journals, from, to, totals } = looked
  const facts = [
    { label: text.import.lines, value: format.number(lines) },
    { label: text.money.journals, value: format.number(journals) },
    { label: text.money.range, value: from && to && (from === to ? format.date(from) : `${format.date(from)} – ${format.date(to)}`) },
    ...totals.flatMap(({ currency, debit, credit, added }) => [
      { label: `${wordOf(text, 'fields', 'debit')} · ${currency}`, value: format.money(debit, currency) },
      { label: `${wordOf(text, 'fields', 'credit')} · ${currency}`, value: format.money(credit, currency) },
      ...(opening ? [{ label: text.import.added, value: format.money(added, currency) }] : []),
    ]),
  ]
  return (
    <Section title={text.import.found}>
      <Facts facts={facts.filter(({ value }) => value)} />
    </Section>
  )
}

/** Each wrong cell with its line, so that it is found in the spreadsheet. */
function Problems({ looked }: Props) {
  const text = useText()
  const { problems, problem_count } = looked
  return (
    <Section title={text.import.problems(problem_count)} padded={false}>
      <div role="alert">
        <LinesTable
          className="import-table"
          lines={problems}
          keyOf={({ line, field, reason }) => `${line} ${field} ${reason}`}
          columns={[
            { key: 'line', label: text.import.line, className: 'number', cell: ({ line }) => line },
            { key: 'column', label: text.import.column, className: 'mono', cell: ({ field }) => field },
            {
              key: 'problem',
              label: text.money.problem,
              cell: ({ reason, values, message }) => text.import.reasons[reason]?.(values) ?? message,
            },
          ]}
        />
      </div>
      {problem_count > problems.length && <p className="padded small soft">{text.import.more(problem_count - problems.length)}</p>}
    </Section>
  )
}

const SHOWN = ['date', 'reference', 'account', 'description', 'debit', 'credit', 'currency', 'project'] as const

/** The first lines as they were read: a wrong form of days or amounts shows here. */
function First({ looked }: Props) {
  const text = useText()
  const label = (name: string): string => text.import.cells[name] ?? name
  const used = SHOWN.filter((name) => looked.first.some((line) => line[name] !== ''))
  return (
    <Section title={text.import.first} padded={false}>
      <LinesTable
        className="import-table"
        lines={looked.first}
        keyOf={({ line }) => String(line)}
        columns={[
          { key: 'line', label: text.import.line, className: 'number soft', cell: ({ line }) => line },
          ...used.map((name) => ({
            key: name,
            label: label(name),
            numeric: name === 'debit' || name === 'credit',
            cell: (line: Looked['first'][number]) => line[name],
          })),
        ]}
      />
    </Section>
  )
}

export function Found({ looked, opening = false }: Props) {
  return (
    <>
      {looked.problem_count > 0 && <Problems looked={looked} />}
      {looked.lines > 0 && <Sums looked={looked} opening={opening} />}
      {looked.first.length > 0 && <First looked={looked} />}
    </>
  )
}
