/** A journal by hand: lines by keyboard, the balance and what is missing always in sight; posted for good. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleCheck, Plus, Scale } from 'lucide-react'
import { post } from '../kit/api/client'
import { all, refresh } from '../kit/api/queries'
import type { FieldDefinition, RecordRow } from '../kit/api/types'
import { FormPage } from '../kit/form/form-page'
import { type Form, useForm } from '../kit/form/use-form'
import { keyCaps, useKeys } from '../kit/keys/keys'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { isoOf, todayIn } from '../kit/schedule/days'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { type Balance, balanceOf, balancing, bodyOfLines, type DraftLine, isBlank, newLine } from './balance'
import { LineFields } from './line-fields'
import type { Account } from './types'
import './journals.css'

const NAME = 'journals-new'
const PATH = '/api/admin/journals'

const field = (name: string, kind: FieldDefinition['kind'], required: boolean): FieldDefinition => ({
  name,
  label: name,
  kind,
  options: null,
  to: null,
  required,
  create: true,
  update: false,
  unique: false,
  negative: false,
  rules: {},
})

const FIELDS = [field('entry_date', 'date', true), field('memo', 'text', false)]

/** The focus goes to the account of a line that was just made. */
const focusLine = (key: string): void => {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-line="${key}"] input`)?.focus())
}

function useJournalForm() {
  const text = useText()
  const go = useNavigate()
  const zone = useMe()?.business.time_zone ?? 'UTC'
  return useForm({
    name: NAME,
    fields: FIELDS,
    initial: { entry_date: isoOf(todayIn(zone)), memo: '', lines: [newLine(), newLine()] },
    async save({ entry_date, memo, lines }) {
      const body = { entry_date, lines: bodyOfLines(lines as DraftLine[]), ...(memo ? { memo } : {}) }
      const journal = await post<RecordRow>(PATH, body)
      say({ message: text.money.journalPosted(String(journal.journal_no)) })
      await Promise.all([PATH, '/api/admin/reports'].map(refresh))
      void go({ to: `/journals/${journal.id}`, ignoreBlocker: true })
    },
  })
}

/** What may be done to the lines. */
function useLines(form: Form, currency: string) {
  const lines = form.values.lines as DraftLine[]
  const put = (next: DraftLine[]) => form.set('lines', next)
  return {
    lines,
    set: (at: number, change: Partial<DraftLine>) => put(lines.map((line, index) => (index === at ? { ...line, ...change } : line))),
    remove: (at: number) => put(lines.toSpliced(at, 1)),
    balance: (at: number) => put(lines.map((line, index) => (index === at ? { ...line, ...balancing(lines, at, currency) } : line))),
    add() {
      const line = newLine()
      put([...lines, line])
      focusLine(line.key)
    },
  }
}

/** Both sides and what is missing, said while one types. */
function LiveBalance({ balance, currency }: { balance: Balance; currency: string }) {
  const text = useText()
  const format = useFormat()
  const money = (amount: string): string => format.money(amount, currency)
  const said = Number(balance.debit) > 0 || Number(balance.credit) > 0
  const Icon = balance.side === null && said ? CircleCheck : Scale
  const state = !said
    ? text.money.noAmounts
    : balance.side === null
      ? text.money.balanced
      : text.money.missing(money(balance.missing), wordOf(text, 'fields', balance.side).toLowerCase())
  return (
    <div className={`journal-balance ${balance.side === null && said ? 'done' : 'waiting'}`}>
      <span role="status" className="row">
        <Icon size={16} aria-hidden />
        {state}
      </span>
      <span className="number" data-label={wordOf(text, 'fields', 'debit')}>
        {money(balance.debit)}
      </span>
      <span className="number" data-label={wordOf(text, 'fields', 'credit')}>
        {money(balance.credit)}
      </span>
      <span />
    </div>
  )
}

/** The currency the accounts share; a mixture is the server's to refuse. */
function useCurrency(accounts: Account[], lines: readonly DraftLine[]): string {
  const base = useMe()?.business.base_currency ?? 'EUR'
  const own = lines.map((line) => accounts.find((account) => account.id === line.account_id)?.currency)
  return own.find((currency) => currency != null) ?? base
}

function Lines({ form, accounts }: { form: Form; accounts: Account[] }) {
  const text = useText()
  const currency = useCurrency(accounts, form.values.lines as DraftLine[])
  const { lines, set, remove, balance, add } = useLines(form, currency)
  const choices = accounts.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))
  // Blank lines are not sent, so the server counts without them.
  const sent = lines.filter((line) => !isBlank(line))
  useKeys([
    { keys: 'tab', label: text.money.keyTab, told: true, run: () => undefined },
    { keys: '=', label: text.money.keyBalance, told: true, run: () => undefined },
  ])
  return (
    <fieldset className="journal-lines">
      <legend>{wordOf(text, 'fields', 'lines')}</legend>
      <div className="journal-line head" aria-hidden>
        <span>{text.money.account}</span>
        <span>{wordOf(text, 'fields', 'debit')}</span>
        <span>{wordOf(text, 'fields', 'credit')}</span>
        <span />
      </div>
      {lines.map((line, at) => (
        <LineFields
          key={line.key}
          line={line}
          number={at + 1}
          accounts={choices}
          problem={(name) => form.problems[`lines.${sent.indexOf(line)}.${name}`]}
          set={(change) => set(at, change)}
          balance={() => balance(at)}
          next={at === lines.length - 1 && !isBlank(line) ? add : undefined}
          remove={lines.length > 2 ? () => remove(at) : undefined}
        />
      ))}
      <LiveBalance balance={balanceOf(lines, currency)} currency={currency} />
      <div className="row wraps between">
        <Button variant="default" size="compact-sm" leftSection={<Plus size={14} aria-hidden />} onClick={add}>
          {text.money.addLine}
        </Button>
        <span className="small soft hide-small">
          <kbd>{keyCaps('tab')[0]}</kbd> {text.money.keyTab} · <kbd>=</kbd> {text.money.keyBalance}
        </span>
      </div>
    </fieldset>
  )
}

function NewJournal({ accounts }: { accounts: Account[] }) {
  const text = useText()
  const go = useNavigate()
  const form = useJournalForm()
  const title = text.money.newJournal
  usePageTitle({ label: text.money.journals, to: '/journals' }, { label: title })
  return (
    <FormPage
      name={NAME}
      title={title}
      form={form}
      fields={FIELDS}
      submitLabel={text.money.post}
      cancel={() => void go({ to: '/journals' })}
    >
      <Lines form={form} accounts={accounts.filter(({ active }) => active !== false)} />
      <p className="small soft">{text.money.postText}</p>
    </FormPage>
  )
}

export function NewJournalPage() {
  const query = useQuery(all<Account>('/api/admin/accounts', { sort: 'code' }))
  return <Loaded query={query}>{(accounts) => <NewJournal accounts={accounts} />}</Loaded>
}
