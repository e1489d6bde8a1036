/** What can be done with the selected rows, and the result for each of them. */
import { Button, Modal, Progress } from '@mantine/core'
import { CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { asApiError } from '../api/errors'
import type { RecordRow } from '../api/types'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import type { Dictionary } from '../language/en'
import type { BulkAction, BulkResult } from './types'

interface Props {
  rows: RecordRow[]
  actions: BulkAction[]
  nameOf(row: RecordRow): string
  clear(): void
  /** How many rows there are, when more than the selected ones can be selected. */
  all: number | null
  selectAll(): Promise<void>
  done(): void
}

async function runOne(text: Dictionary, action: BulkAction, item: { row: RecordRow; name: string }): Promise<BulkResult> {
  const { row, name } = item
  try {
    await action.run(row)
    return { id: row.id, name, ok: true, message: text.list.resultOk }
  } catch (failure) {
    const error = asApiError(failure)
    return { id: row.id, name, ok: false, message: reasonOf(text, error.reason, error.data.explain ?? error.data.message) }
  }
}

/** One line for each row: done, or why not. */
export function Results({ results }: { results: BulkResult[] }) {
  return (
    <ul style={{ listStyle: 'none', padding: 0, margin: 0 }} className="stack tight">
      {results.map((result) => (
        <li
          key={result.id}
          className={`status ${result.ok ? 'done' : 'refused'}`}
          style={{ whiteSpace: 'normal', alignItems: 'flex-start' }}
        >
          {result.ok ? <CircleCheck size={16} aria-hidden /> : <CircleX size={16} aria-hidden />}
          <span>
            <b className="strong">{result.name}</b>: {result.message}
          </span>
        </li>
      ))}
    </ul>
  )
}

export function BulkBar({ rows, actions, nameOf, clear, all, selectAll, done }: Props) {
  const text = useText()
  const [asked, setAsked] = useState<BulkAction | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const [results, setResults] = useState<BulkResult[] | null>(null)
  const run = async (action: BulkAction) => {
    setAsked(null)
    setShare(0)
    const all: BulkResult[] = []
    for (const row of rows) {
      all.push(await runOne(text, action, { row, name: nameOf(row) }))
      setShare((all.length / rows.length) * 100)
    }
    setShare(null)
    setResults(all)
    done()
  }
  const closeResults = () => {
    setResults(null)
    clear()
  }
  return (
    <>
      <section className="bulk" aria-label={text.list.actions}>
        <span role="status">{text.list.selected(rows.length)}</span>
        {actions.map((action) => (
          <Button
            key={action.label}
            size="compact-sm"
            variant="default"
            disabled={share !== null}
            onClick={() => (action.confirm ? setAsked(action) : void run(action))}
          >
            {action.label}
          </Button>
        ))}
        {all !== null && (
          <Button size="compact-sm" variant="subtle" disabled={share !== null} onClick={() => void selectAll()}>
            {text.list.selectEvery(all)}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={clear}>
          {text.act.clear}
        </Button>
        {share !== null && <Progress value={share} style={{ flex: 1, minWidth: 80 }} aria-label={text.act.apply} />}
      </section>
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked?.label}
        closeButtonProps={{ 'aria-label': text.act.close }}
      >
        <p>{asked?.confirm?.(rows.length)}</p>
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button variant="default" onClick={() => setAsked(null)}>
            {text.act.cancel}
          </Button>
          <Button color={asked?.danger ? 'red' : undefined} data-autofocus onClick={() => asked && void run(asked)}>
            {asked?.label}
          </Button>
        </div>
      </Modal>
      <Modal opened={results !== null} onClose={closeResults} title={text.list.results} closeButtonProps={{ 'aria-label': text.act.close }}>
        <Results results={results ?? []} />
      </Modal>
    </>
  )
}
