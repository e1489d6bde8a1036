/** Hands a task to a colleague. */
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { Task } from '../kit/api/types'
import { RecordPicker } from '../kit/form/pickers'
import { useText } from '../kit/language/language'
import { useAct } from './use-act'

function Delegate({ task, onClose }: { task: Task; onClose(): void }) {
  const text = useText()
  const run = useAct(task)
  const [user_id, setUser] = useState<string | null>(null)
  const go = async () => {
    if (user_id !== null && (await run('delegate', { user_id }))) onClose()
  }
  return (
    <div className="stack">
      <p>{text.tasks.delegateText}</p>
      <RecordPicker label={text.tasks.delegateTo} to="users" by="id" known={[]} value={user_id} set={setUser} required />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {text.act.cancel}
        </Button>
        <Button onClick={() => void go()} disabled={user_id === null}>
          {text.tasks.delegate}
        </Button>
      </div>
    </div>
  )
}

export function DelegateDialog({ task, opened, onClose }: { task: Task; opened: boolean; onClose(): void }) {
  const text = useText()
  return (
    <Modal opened={opened} onClose={onClose} title={text.tasks.delegate} closeButtonProps={{ 'aria-label': text.act.close }}>
      <Delegate task={task} onClose={onClose} />
    </Modal>
  )
}
