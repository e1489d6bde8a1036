/** One line of a new journal: its account by code or name, one of two amounts, and what it is about. */
import { ActionIcon, Select, TextInput, Tooltip } from '@mantine/core'
import { SlidersHorizontal, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { RecordPicker } from '../kit/form/pickers'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { PartyPicker } from '../ledger/party-picker'
import type { DraftLine } from './balance'

export interface LineProps {
  line: DraftLine
  number: number
  accounts: { value: string; label: string }[]
  problem(field: string): string | undefined
  set(change: Partial<DraftLine>): void
  /** Fills in what is missing. */
  balance(): void
  /** Tab on the last field of the last line. */
  next?: () => void
  remove?: () => void
}

interface AmountProps {
  of: LineProps
  side: 'debit' | 'credit'
  onKeyDown?(event: KeyboardEvent): void
}

function Amount({ of, side, onKeyDown }: AmountProps) {
  const text = useText()
  const { line, number, problem, set, balance } = of
  const other = side === 'debit' ? 'credit' : 'debit'
  const keys = (event: KeyboardEvent) => {
    if (event.key === '=') {
      event.preventDefault()
      balance()
    } else onKeyDown?.(event)
  }
  return (
    <TextInput
      aria-label={`${wordOf(text, 'fields', side)} ${number}`}
      wrapperProps={{ 'data-label': wordOf(text, 'fields', side) }}
      inputMode="decimal"
      className="amount"
      value={line[side]}
      error={problem(side)}
      onChange={(event) => {
        const value = event.currentTarget.value.replace(',', '.')
        set({ [side]: value, ...(value ? { [other]: '' } : {}) })
      }}
      onKeyDown={keys}
    />
  )
}

/** Whom and which project the line is about; most lines need neither. */
function About({ line, set, problem }: LineProps) {
  const text = useText()
  return (
    <div className="line-about">
      <RecordPicker
        label={wordOf(text, 'fields', 'project_id')}
        to="projects"
        by="id"
        known={[]}
        value={line.project_id}
        error={problem('project_id')}
        set={(project_id) => set({ project_id })}
      />
      <PartyPicker
        kind={line.party_type ?? 'other'}
        id={line.party_id}
        error={problem('party_id') ?? problem('party_type')}
        choose={(party_type, party_id) => set({ party_type, party_id })}
      />
    </div>
  )
}

export function LineFields(props: LineProps) {
  const { line, number, accounts, problem, set, next, remove } = props
  const text = useText()
  const [more, setMore] = useState(line.project_id !== null || line.party_id !== null)
  const tab = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.shiftKey || !next) return
    event.preventDefault()
    next()
  }
  return (
    <div className="journal-line" role="group" aria-label={text.money.line(number)} data-line={line.key}>
      <Select
        aria-label={`${text.money.account} ${number}`}
        placeholder={text.money.accountHint}
        data={accounts}
        searchable
        selectFirstOptionOnChange
        nothingFoundMessage={text.form.nothing}
        value={line.account_id}
        error={problem('account_id')}
        onChange={(account_id) => set({ account_id })}
      />
      <Amount of={props} side="debit" />
      <Amount of={props} side="credit" onKeyDown={tab} />
      <div className="row line-tools">
        <Tooltip label={text.money.lineMore}>
          <ActionIcon
            variant={more ? 'light' : 'default'}
            aria-label={`${text.money.lineMore} ${number}`}
            aria-expanded={more}
            onClick={() => setMore(!more)}
          >
            <SlidersHorizontal size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <ActionIcon variant="default" aria-label={text.money.removeLine(number)} disabled={!remove} onClick={remove}>
          <X size={16} aria-hidden />
        </ActionIcon>
      </div>
      {more && <About {...props} />}
    </div>
  )
}
