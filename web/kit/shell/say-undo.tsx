/** A message about something that can be taken back at once. */
import { Button } from '@mantine/core'
import { say, unsay } from './say'

interface Undoable {
  /** The one before about the same thing goes away. */
  id: string
  message: string
  /** The word on the button, and what it does. */
  verb: string
  undo?(): void
}

/** Says what was done and offers the way back, where there is one. */
export function sayUndo({ id, message, verb, undo }: Undoable): void {
  const back = () => {
    unsay(id)
    undo?.()
  }
  say({
    id,
    message: (
      <span className="row between">
        {message}
        {undo && (
          <Button size="compact-sm" variant="subtle" onClick={back}>
            {verb}
          </Button>
        )}
      </span>
    ),
  })
}
