/** What a file of journals says: how much, what is wrong and where, its first lines. */
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { Facts, Section } from '../kit/record/frame'
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
      <div className="plain-table import-table" role="alert">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.import.line}</th>
              <th scope="col">{text.import.column}</th>
              <th scope="col">{text.money.problem}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ line, field, reason, values, message }) => (
              <tr key={`${line} ${field} ${reason}`}>
                <td className="number" data-label={text.import.line}>
                  {line}
                </td>
                <td className="mono" data-label={text.import.column}>
                  {field}
                </td>
                <td data-label={text.money.problem}>{text.import.reasons[reason]?.(values) ?? message}</td>
              </tr>
            ))}
          </tbody>
        </table>
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
      <div className="plain-table import-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.import.line}</th>
              {used.map((name) => (
                <th key={name} scope="col" className={name === 'debit' || name === 'credit' ? 'numeric' : undefined}>
                  {label(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {looked.first.map((line) => (
              <tr key={line.line}>
                <td className="number soft" data-label={text.import.line}>
                  {line.line}
                </td>
                {used.map((name) => (
                  <td key={name} data-label={label(name)} className={name === 'debit' || name === 'credit' ? 'numeric' : undefined}>
                    {line[name]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
