/** Who else may see a document, and until when. */
import { ActionIcon, Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { post, remove } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import type { Named } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf } from '../kit/language/words'
import { Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { Loaded } from '../kit/states/states'

interface Share {
  id: string
  user: Named | null
  role: Named | null
  can_download: boolean
  expires_at: string | null
}

function ShareList({ path, shares }: { path: string; shares: Share[] }) {
  const text = useText()
  const end = async (share: Share) => {
    await remove(`${path}/shares/${share.id}`)
    await refresh(path)
  }
  if (shares.length === 0) return <p className="soft">{text.documents.noShares}</p>
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} className="stack tight">
      {shares.map((share) => (
        <li key={share.id} className="row between">
          <span className="grow">
            {share.user?.name ?? share.role?.name}
            <span className="small soft">
              {' · '}
              {share.expires_at ? (
                <>
                  {text.documents.until.toLowerCase()} <Moment at={share.expires_at} />
                </>
              ) : (
                text.documents.forever
              )}
              {share.can_download && ` · ${text.documents.mayDownload.toLowerCase()}`}
            </span>
          </span>
          <ActionIcon
            aria-label={`${text.documents.endShare}: ${share.user?.name ?? share.role?.name ?? ''}`}
            onClick={() => void end(share)}
          >
            <X size={16} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  )
}

function AddShare({ path }: { path: string }) {
  const text = useText()
  const [kind, setKind] = useState<'user_id' | 'role_id'>('user_id')
  const [id, setId] = useState<string | null>(null)
  const [until, setUntil] = useState('')
  const [can_download, setDownload] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const add = async () => {
    setProblem(null)
    try {
      await post(`${path}/shares`, { [kind]: id, can_download, ...(until ? { expires_at: new Date(until).toISOString() } : {}) })
      setId(null)
      await refresh(path)
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      setProblem(wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain))
    }
  }
  const choose = (value: string) => {
    setKind(value as typeof kind)
    setId(null)
  }
  return (
    <div className="stack tight no-print">
      <SegmentedControl
        size="xs"
        value={kind}
        onChange={choose}
        aria-label={text.documents.shareWith}
        data={[
          { value: 'user_id', label: text.documents.person },
          { value: 'role_id', label: text.documents.role },
        ]}
      />
      <RecordPicker
        key={kind}
        label={text.documents.shareWith}
        to={kind === 'user_id' ? 'users' : 'roles'}
        by="id"
        known={[]}
        value={id}
        set={setId}
        error={problem ?? undefined}
      />
      <TextInput
        type="datetime-local"
        label={text.documents.until}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <Checkbox
        size="sm"
        label={text.documents.mayDownload}
        checked={can_download}
        onChange={(event) => setDownload(event.currentTarget.checked)}
      />
      <div>
        <Button variant="default" disabled={id === null} onClick={() => void add()}>
          {text.documents.share}
        </Button>
      </div>
    </div>
  )
}

export function Shares({ path }: { path: string }) {
  const text = useText()
  const query = useQuery(one<Share[]>(`${path}/shares`))
  return (
    <Section title={text.documents.shares}>
      <div className="stack">
        <Loaded query={query} rows={2}>
          {(shares) => <ShareList path={path} shares={shares} />}
        </Loaded>
        <AddShare path={path} />
      </div>
    </Section>
  )
}
