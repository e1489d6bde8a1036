/** The statement of a party: opening, every entry with the balance after it, closing; taken away as PDF, Excel or CSV. */
import { Button, Select, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { addressOf, getFile } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { getList } from '../kit/api/client'
import type { Named } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { saveFile } from '../kit/list/export'
import { Section } from '../kit/record/frame'
import { useStep } from '../kit/record/step'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, ErrorState, Loading } from '../kit/states/states'
import { type EntryRow, EntryTable } from './entries'
import { openPdf } from './open-pdf'

const STATEMENT = '/api/admin/ledgers/statement'
const PARTIES: Record<string, string> = { subcontractor: 'subcontractors', client: 'users', staff: 'users' }
const PER_PAGE = 100

interface Statement {
  party: Named
  currency: string
  opening_balance: string
  closing_balance: string
  debit: string
  credit: string
  lines: EntryRow[]
}

type Asked = Partial<Record<'party_type' | 'party_id' | 'from' | 'to', string>>

function Filters({ asked, set, name }: { asked: Asked; set(next: Asked): void; name: string | undefined }) {
  const text = useText()
  const party_type = asked.party_type ?? 'subcontractor'
  const label = (field: string) => wordOf(text, 'fields', field)
  const known = asked.party_id && name ? [{ value: asked.party_id, label: name }] : []
  return (
    <div className="card padded row wraps no-print" style={{ alignItems: 'flex-end' }}>
      <Select
        size="sm"
        label={label('party_type')}
        data={Object.keys(PARTIES).map((value) => ({ value, label: wordOf(text, 'values', value) }))}
        value={party_type}
        allowDeselect={false}
        onChange={(value) => set({ party_type: value ?? 'subcontractor', from: asked.from, to: asked.to })}
      />
      <div className="grow" style={{ minWidth: 200 }}>
        <RecordPicker
          key={party_type}
          label={label('party_id')}
          to={PARTIES[party_type] ?? 'subcontractors'}
          by="id"
          known={known}
          value={asked.party_id ?? null}
          set={(party_id) => set({ ...asked, party_type, party_id: party_id ?? undefined })}
        />
      </div>
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          size="sm"
          type="date"
          label={label(end)}
          value={asked[end] ?? ''}
          onChange={(event) => set({ ...asked, party_type, [end]: event.currentTarget.value || undefined })}
        />
      ))}
    </div>
  )
}

/** What the closing balance means, in words. */
function useMeaning(party_type: string) {
  const text = useText()
  return (balance: string): string => {
    if (/^-?[0.]*$/.test(balance)) return text.money.even
    if (balance.startsWith('-')) return text.money.overpaid
    return party_type === 'client' ? text.money.owedByClient : text.money.owed
  }
}

function Sums({ statement, party_type }: { statement: Statement; party_type: string }) {
  const text = useText()
  const format = useFormat()
  const meaning = useMeaning(party_type)
  const figures: [string, string, string?][] = [
    [text.money.opening, statement.opening_balance],
    [wordOf(text, 'fields', 'debit'), statement.debit],
    [wordOf(text, 'fields', 'credit'), statement.credit],
    [text.money.closing, statement.closing_balance, meaning(statement.closing_balance)],
  ]
  return (
    <div className="card padded money-figures">
      {figures.map(([label, amount, means]) => (
        <div key={label}>
          <span className="small soft">{label}</span>
          <b>{format.money(amount, statement.currency)}</b>
          {means && <span className="small soft">{means}</span>}
        </div>
      ))}
    </div>
  )
}

function Exports({ asked }: { asked: Asked }) {
  const text = useText()
  const step = useStep()
  const path = (format: string): string => addressOf(STATEMENT, { ...asked, format })
  const save = (format: string) => void step(async () => saveFile(`${text.money.statement}.${format}`, await getFile(path(format))))
  return (
    <div className="row wraps no-print">
      <Button variant="default" size="compact-sm" onClick={() => void step(() => openPdf(path('pdf')))}>
        PDF
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => save('xlsx')}>
        Excel
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => save('csv')}>
        CSV
      </Button>
    </div>
  )
}

function Lines({ asked }: { asked: Asked & { party_type: string } }) {
  const text = useText()
  const query = useStatement(asked)
  const first = query.data?.pages[0]
  if (query.error) return <ErrorState error={asApiError(query.error)} />
  if (!first) return <Loading />
  const rows = query.data?.pages.flatMap(({ data }) => data.lines) ?? []
  const total = first.meta.total
  return (
    <>
      <Sums statement={first.data} party_type={asked.party_type} />
      <Section title={`${first.data.party.name}: ${text.money.lines(total)}`} action={<Exports asked={asked} />} padded={rows.length === 0}>
        {rows.length === 0 ? (
          <p className="soft">{text.money.noEntries}</p>
        ) : (
          <EntryTable rows={rows} label={text.money.statement} currency={first.data.currency} />
        )}
        {query.hasNextPage && (
          <div className="padded no-print">
            <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {text.money.more}
            </Button>
          </div>
        )}
      </Section>
    </>
  )
}

const useStatement = (asked: Asked) =>
  useInfiniteQuery({
    queryKey: [STATEMENT, 'pages', asked],
    enabled: asked.party_id !== undefined,
    initialPageParam: 1,
    queryFn: async ({ pageParam, signal }) => {
      const answer = await getList<never>(STATEMENT, { ...asked, page: pageParam, per_page: PER_PAGE }, signal)
      return { data: answer.data as unknown as Statement, meta: answer.meta }
    },
    getNextPageParam: ({ meta }) => (meta.page * PER_PAGE < meta.total ? meta.page + 1 : undefined),
  })

export function StatementPage() {
  const text = useText()
  const go = useNavigate()
  const asked: Asked = useSearch({ strict: false })
  const party_type = asked.party_type ?? 'subcontractor'
  const name = useStatement({ ...asked, party_type }).data?.pages[0]?.data.party.name
  usePageTitle({ label: text.money.statementTitle })
  const set = (next: Asked) =>
    void go({
      to: '/statements',
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as never,
      replace: true,
    })
  return (
    <div className="page">
      <header className="page-head">
        <div className="grow">
          <h1>{text.money.statementTitle}</h1>
          <p className="soft">{text.money.statementLead}</p>
        </div>
      </header>
      <Filters asked={asked} set={set} name={name} />
      {asked.party_id ? <Lines asked={{ ...asked, party_type }} /> : <EmptyState title={text.money.choose} />}
    </div>
  )
}
