/** A button that the server may have switched off: grey, reachable, and saying why on hover, focus and tap. */
import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Ability } from '../api/types'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'

interface Props extends ButtonProps {
  ability: Ability | undefined
  run(): void
  children: ReactNode
}

export function ActionButton({ ability, run, children, ...rest }: Props) {
  const text = useText()
  const allowed = ability?.allowed ?? false
  const why = reasonOf(text, ability?.reason, ability?.explain)
  // Not `disabled`: a disabled button takes no focus, so nobody could learn why.
  const off = allowed ? {} : { variant: 'default', 'data-disabled': true, 'aria-disabled': true, 'aria-description': why }
  // One element in both cases: the focus stays on it when a step it began switches it off.
  return (
    <Tooltip label={why} disabled={allowed}>
      <Button {...rest} {...off} onClick={(event) => (allowed ? run() : event.preventDefault())}>
        {children}
      </Button>
    </Tooltip>
  )
}
