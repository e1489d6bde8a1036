/** A statement by sections: each figure leads to the ledger of its account. */
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { formatMoney, parseMoney } from '../../domain/money'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import '../kit/list/list.css'
import { accountSearch, type Asked } from './asked'
import type { StatementRow, StatementSection } from './types'
import './reports.css'

/** A line of no account: cash at the beginning, the result, a sum. */
interface OwnLine {
  label: string
  amount: string
  compare?: string
  strong?: boolean
}

interface Props {
  asked: Asked
  currency: string
  title: string
  before?: OwnLine[]
  sections: StatementSection[]
  after: OwnLine[]
  compares: boolean
}

interface AmountsProps {
  amount: string
  compare: string | undefined
  currency: string
  compares: boolean
}

const minor = (amount: string, currency: string): bigint => parseMoney(amount, currency, true) ?? 0n

/** The amount, and beside it the other one and the difference. */
function Amounts({ amount, compare = '0', currency, compares }: AmountsProps) {
  const text = useText()
  const format = useFormat()
  const money = (value: string): string => format.money(value, currency)
  const change = formatMoney(minor(amount, currency) - minor(compare, currency), currency)
  return (
    <>
      <td className="numeric" data-label={text.money.amount}>
        {money(amount)}
      </td>
      {compares && (
        <>
          <td className="numeric soft" data-label={text.money.compared}>
            {money(compare)}
          </td>
          <td className="numeric soft" data-label={text.money.change}>
            {money(change)}
          </td>
        </>
      )}
    </>
  )
}

function Line({ line, currency, compares }: { line: OwnLine; currency: string; compares: boolean }) {
  return (
    <tr className={line.strong ? 'sum result' : 'sum'}>
      <th scope="row">{line.label}</th>
      <Amounts amount={line.amount} compare={line.compare} currency={currency} compares={compares} />
    </tr>
  )
}

function AccountLine({ row, props }: { row: StatementRow; props: Props }) {
  const text = useText()
  const name = [row.code, row.name].filter(Boolean).join(' ')
  return (
    <tr>
      <th scope="row">
        {row.account_id ? (
          <Link to={`/accounts/${row.account_id}`} search={accountSearch(props.asked)} title={text.money.openAccount}>
            {name}
          </Link>
        ) : (
          name
        )}
      </th>
      <Amounts amount={row.amount} compare={row.compare} currency={props.currency} compares={props.compares} />
    </tr>
  )
}

export function StatementTable(props: Props) {
  const text = useText()
  const { title, sections, before = [], after, currency, compares } = props
  const shared = { currency, compares }
  return (
    <div className={`card plain-table statement-table${compares ? '' : ' single'}`}>
      <table>
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{text.money.account}</th>
            <th scope="col" className="numeric">
              {text.money.amount}
            </th>
            {compares && (
              <>
                <th scope="col" className="numeric">
                  {text.money.compared}
                </th>
                <th scope="col" className="numeric">
                  {text.money.change}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {before.map((line) => (
            <Line key={line.label} line={line} {...shared} />
          ))}
          {sections.map((section) => (
            <Fragment key={section.key}>
              <tr className="section-title">
                <th scope="rowgroup" colSpan={compares ? 4 : 2}>
                  {text.money.sections[section.key] ?? section.key}
                </th>
              </tr>
              {section.rows.map((row) => (
                <AccountLine key={row.account_id ?? row.name} row={row} props={props} />
              ))}
              <tr className="sum">
                <th scope="row">{text.money.totalOf(text.money.sections[section.key] ?? section.key)}</th>
                <Amounts amount={section.total} compare={section.compare} {...shared} />
              </tr>
            </Fragment>
          ))}
          {after.map((line) => (
            <Line key={line.label} line={line} {...shared} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
