/** Comments on a record, and the field for the next one. */
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { post } from '../api/client'
import { asApiError } from '../api/errors'
import { one, refresh } from '../api/queries'
import type { CommentRow } from '../api/types'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { Loaded } from '../states/states'
import { Moment } from './story'

export function Comments({ path }: { path: string }) {
  const text = useText()
  const query = useQuery(one<CommentRow[]>(`${path}/comments`))
  const [typed, setTyped] = useState('')
  const send = useMutation({
    mutationFn: (body: string) => post<CommentRow>(`${path}/comments`, { body }),
    onSuccess: async () => {
      setTyped('')
      await refresh(path)
    },
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (typed.trim() !== '' && !send.isPending) send.mutate(typed.trim())
  }
  const error = send.error && asApiError(send.error)
  return (
    <div className="stack">
      <Loaded query={query} rows={2}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft">{text.record.noComments}</p>
          ) : (
            <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} className="stack">
              {rows.map((row) => (
                <li key={row.id}>
                  <div className="small soft">
                    <b className="strong" style={{ color: 'var(--ink)' }}>
                      {row.author.name}
                    </b>{' '}
                    · <Moment at={row.created_at} />
                  </div>
                  <p className="wrap">{row.body}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <form onSubmit={submit} className="stack tight no-print">
        <Textarea
          aria-label={text.record.comment}
          placeholder={text.record.comment}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={5000}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={error ? reasonOf(text, error.reason, error.data.explain) : undefined}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
          }}
        />
        <div>
          <Button type="submit" variant="default" loading={send.isPending} disabled={typed.trim() === ''}>
            {text.record.addComment}
          </Button>
        </div>
      </form>
    </div>
  )
}
