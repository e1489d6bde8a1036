/** Sends the next version of a rejected document. */
import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import { useUploads } from '../kit/files/uploads'
import { Uploader } from '../kit/files/uploader'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf } from '../kit/language/words'
import { say } from '../kit/shell/say'

function ResubmitForm({ path, onClose }: { path: string; onClose(): void }) {
  const text = useText()
  const uploads = useUploads(true)
  const [comment, setComment] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const staged = uploads.items[0]?.staged
  const send = async () => {
    if (!staged) return
    setBusy(true)
    try {
      await post(`${path}/resubmit`, { file_path: staged.file_path, ...(comment.trim() ? { comment: comment.trim() } : {}) })
      say({ message: text.documents.resubmitted })
      onClose()
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      setProblem(wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain ?? error.data.message))
    } finally {
      setBusy(false)
      await Promise.all([refresh(path), refresh('/api/admin/documents'), refresh('/api/tasks')])
    }
  }
  return (
    <div className="stack">
      <Uploader uploads={uploads} single />
      <Textarea
        label={text.tasks.comment}
        autosize
        minRows={2}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {problem && (
        <div className="notice refused" role="alert">
          {problem}
        </div>
      )}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {text.act.cancel}
        </Button>
        <Button loading={busy} disabled={!staged} onClick={() => void send()}>
          {text.documents.resubmit}
        </Button>
      </div>
    </div>
  )
}

export function Resubmit({ opened, path, onClose }: { opened: boolean; path: string; onClose(): void }) {
  const text = useText()
  return (
    <Modal opened={opened} onClose={onClose} title={text.documents.resubmitTitle} closeButtonProps={{ 'aria-label': text.act.close }}>
      <ResubmitForm path={path} onClose={onClose} />
    </Modal>
  )
}
