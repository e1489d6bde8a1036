/** What was mailed to whom and why; without a provider, the mail itself. */
import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Mail } from 'lucide-react'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import type { RecordRow } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { readable, whyRefused, wordOf } from '../kit/language/words'
import { ListPage } from '../kit/list/list-page'
import type { Column } from '../kit/list/types'
import { Facts } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { EmptyState, Loaded } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { textOf } from '../kit/language/plain'

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const plain = (name: string) => (row: RecordRow) => textOf(row[name])
  return [
    { name: 'subject', label: text.settings.subject, width: 260, sortable: false, plain: plain('subject'), render: plain('subject') },
    {
      name: 'to_address',
      label: text.settings.recipient,
      width: 200,
      sortable: true,
      plain: plain('to_address'),
      render: plain('to_address'),
    },
    {
      name: 'reason',
      label: text.people.reason,
      width: 160,
      sortable: false,
      plain: (row) => readable(String(row.reason)),
      render: (row) => readable(String(row.reason)),
    },
    {
      name: 'status',
      label: wordOf(text, 'fields', 'status'),
      width: 140,
      sortable: false,
      plain: (row) => wordOf(text, 'values', String(row.status)),
      render: (row) => <Status value={String(row.status)} />,
    },
    {
      name: 'created_at',
      label: text.record.created,
      width: 160,
      sortable: true,
      plain: (row) => format.instant(row.created_at),
      render: (row) => format.instant(row.created_at),
    },
  ]
}

/** What was given up, or kept for want of a provider, is sent again by a person's wish. */
function Retry({ path, mail }: { path: string; mail: RecordRow }) {
  const text = useText()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const retry = async (): Promise<void> => {
    setBusy(true)
    setRefused(null)
    try {
      await post(`${path}/${mail.id}/retry`, { version: mail.version })
      say({ message: text.settings.mailRetried })
    } catch (failure) {
      setRefused(whyRefused(text, asApiError(failure)))
    } finally {
      setBusy(false)
      await refresh(path)
    }
  }
  return (
    <>
      {refused && (
        <div className="notice refused" role="alert">
          {refused}
        </div>
      )}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button loading={busy} onClick={() => void retry()}>
          {text.settings.mailRetry}
        </Button>
      </div>
    </>
  )
}

function MailDialog({ path, id, onClose }: { path: string; id: string; onClose(): void }) {
  const text = useText()
  const query = useQuery(one<RecordRow>(`${path}/${id}`))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={textOf(query.data?.subject ?? text.settings.outbox)}
      closeButtonProps={{ 'aria-label': text.act.close }}
    >
      <Loaded query={query}>
        {(mail) => (
          <div className="stack">
            <Facts
              facts={[
                { label: text.settings.recipient, value: String(mail.to_address) },
                { label: wordOf(text, 'fields', 'status'), value: <Status value={String(mail.status)} /> },
                { label: text.record.created, value: <Moment at={mail.created_at} /> },
                { label: text.states.failed, value: mail.error as string | null },
                {
                  label: text.settings.mailAttempts,
                  value: typeof mail.attempts === 'number' && mail.attempts > 0 ? String(mail.attempts) : null,
                },
                {
                  label: text.settings.mailNext,
                  value: typeof mail.next_attempt_at === 'string' ? <Moment at={mail.next_attempt_at} /> : null,
                },
              ]}
            />
            {typeof mail.body === 'string' && <p className="wrap">{mail.body}</p>}
            {(mail.status === 'failed' || mail.status === 'outbox') && <Retry path={path} mail={mail} />}
          </div>
        )}
      </Loaded>
    </Modal>
  )
}

export function OutboxPage() {
  const text = useText()
  const go = useNavigate()
  const { id } = useParams({ strict: false }) as { id?: string }
  const path = useMe()?.user_type === 'super_admin' ? '/api/platform/outbox' : '/api/admin/outbox'
  usePageTitle({ label: text.settings.outbox })
  return (
    <>
      <ListPage
        path={path}
        name="outbox"
        title={text.settings.outbox}
        columns={useColumns()}
        filters={[
          {
            name: 'status',
            label: wordOf(text, 'fields', 'status'),
            choices: ['outbox', 'queued', 'sent', 'failed'].map((value) => ({ value, label: wordOf(text, 'values', value) })),
          },
        ]}
        searchable={false}
        empty={<EmptyState icon={Mail} title={text.settings.mailEmpty} />}
        href={(row) => `/settings/outbox/${row.id}`}
        nameOf={(row) => String(row.subject)}
      />
      {id && <MailDialog path={path} id={id} onClose={() => void go({ to: '/settings/outbox' })} />}
    </>
  )
}
