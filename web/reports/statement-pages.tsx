/** Profit and loss, balance sheet and cash flow. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { formatMoney, parseMoney } from '../../domain/money'
import { one } from '../kit/api/queries'
import { useText } from '../kit/language/language'
import { Loaded } from '../kit/states/states'
import { dayQueryOf, queryOf, useAsked } from './asked'
import { ByMonth } from './by-month'
import { isRange } from './presets'
import { ReportFrame } from './report-frame'
import { StatementTable } from './statement-table'
import type { CashFlow, Statement } from './types'

const REPORTS = '/api/admin/reports'

export function ProfitAndLossPage() {
  const text = useText()
  const [asked, change] = useAsked()
  const query = queryOf(asked, true)
  const found = useQuery({
    ...one<Statement>(`${REPORTS}/profit-and-loss`, query),
    enabled: isRange(asked),
    placeholderData: keepPreviousData,
  })
  const compares = asked.against !== 'none'
  return (
    <ReportFrame name="profit-and-loss" asked={asked} change={change} query={query} compares>
      <Loaded query={found} rows={10}>
        {(statement) => (
          <>
            <StatementTable
              asked={asked}
              title={text.money.reportNames['profit-and-loss']}
              currency={statement.currency}
              sections={statement.sections}
              after={[{ label: text.money.result, amount: statement.result, compare: statement.compare, strong: true }]}
              compares={compares && statement.compare !== undefined}
            />
            <ByMonth asked={asked} currency={statement.currency} />
          </>
        )}
      </Loaded>
    </ReportFrame>
  )
}

/** Sums of liabilities, equity and the result: what the assets must equal. */
function otherSide({ sections, result, compare, currency }: Statement): { amount: string; compare?: string } {
  const minor = (text = '0'): bigint => parseMoney(text, currency, true) ?? 0n
  const others = sections.filter(({ key }) => key !== 'assets')
  const sum = (of: (one: { total: string; compare?: string }) => string | undefined, more: string | undefined): string =>
    formatMoney(
      others.reduce((total, one) => total + minor(of(one)), minor(more)),
      currency,
    )
  return {
    amount: sum((one) => one.total, result),
    ...(compare === undefined ? {} : { compare: sum((one) => one.compare, compare) }),
  }
}

export function BalanceSheetPage() {
  const text = useText()
  const [asked, change] = useAsked()
  const query = dayQueryOf(asked)
  const found = useQuery({
    ...one<Statement>(`${REPORTS}/balance-sheet`, query),
    enabled: isRange(asked),
    placeholderData: keepPreviousData,
  })
  return (
    <ReportFrame name="balance-sheet" asked={asked} change={change} query={query} compares>
      <Loaded query={found} rows={10}>
        {(statement) => (
          <StatementTable
            asked={asked}
            title={text.money.reportNames['balance-sheet']}
            currency={statement.currency}
            sections={statement.sections}
            after={[
              { label: text.money.unclosedResult, amount: statement.result, compare: statement.compare },
              { label: text.money.otherSide, ...otherSide(statement), strong: true },
            ]}
            compares={asked.against !== 'none' && statement.compare !== undefined}
          />
        )}
      </Loaded>
    </ReportFrame>
  )
}

export function CashFlowPage() {
  const text = useText()
  const [asked, change] = useAsked()
  const query = queryOf(asked, true)
  const found = useQuery({ ...one<CashFlow>(`${REPORTS}/cash-flow`, query), enabled: isRange(asked), placeholderData: keepPreviousData })
  return (
    <ReportFrame name="cash-flow" asked={asked} change={change} query={query} compares>
      <Loaded query={found} rows={10}>
        {({ compare, ...cash }) => (
          <StatementTable
            asked={asked}
            title={text.money.reportNames['cash-flow']}
            currency={cash.currency}
            before={[{ label: text.money.cashOpening, amount: cash.opening, compare: compare?.opening }]}
            sections={cash.sections}
            after={[
              { label: text.money.cashChange, amount: cash.change, compare: compare?.change },
              { label: text.money.cashClosing, amount: cash.closing, compare: compare?.closing, strong: true },
            ]}
            compares={asked.against !== 'none' && compare !== undefined}
          />
        )}
      </Loaded>
    </ReportFrame>
  )
}
