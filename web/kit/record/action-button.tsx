/** A button that the server may have switched off: grey, reachable, and saying why on hover, focus and tap. */
import { Button, type ButtonProps } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'
import type { Ability } from '../api/types'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'

const WhyTooltip = lazy(async () => ({ default: (await import('./why-tooltip')).WhyTooltip }))

interface Props extends ButtonProps {
  ability: Ability | undefined
  run(): void
  children: ReactNode
}

export function ActionButton({ ability, run, children, ...rest }: Props) {
  const text = useText()
  if (ability?.allowed) {
    return (
      <Button {...rest} onClick={run}>
        {children}
      </Button>
    )
  }
  const why = reasonOf(text, ability?.reason, ability?.explain)
  // Not `disabled`: a disabled button takes no focus, so nobody could learn why.
  const button = (
    <Button {...rest} variant="default" data-disabled aria-disabled onClick={(event) => event.preventDefault()} aria-description={why}>
      {children}
    </Button>
  )
  return (
    <Suspense fallback={button}>
      <WhyTooltip why={why}>{button}</WhyTooltip>
    </Suspense>
  )
}
