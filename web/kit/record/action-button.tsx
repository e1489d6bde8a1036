/** A button that the server may have switched off: grey, reachable, and saying why on hover, focus and tap. */
import { Button, type ButtonProps } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useRef } from 'react'
import type { Ability } from '../api/types'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'

const WhyTip = lazy(async () => ({ default: (await import('./why-tip')).WhyTip }))

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
  const button = useRef<HTMLButtonElement>(null)
  // One element in both cases: the focus stays on it when a step it began switches it off.
  return (
    <>
      <Button ref={button} {...rest} {...off} onClick={(event) => (allowed ? run() : event.preventDefault())}>
        {children}
      </Button>
      {!allowed && why !== '' && (
        <Suspense fallback={null}>
          <WhyTip target={button} why={why} />
        </Suspense>
      )}
    </>
  )
}
