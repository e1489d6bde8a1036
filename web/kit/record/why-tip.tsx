/** Why a button is off, beside it: fetched with the first such button, so that pages without one never load it. */
import { Tooltip } from '@mantine/core'
import type { RefObject } from 'react'

interface Props {
  target: RefObject<HTMLButtonElement | null>
  why: string
}

export const WhyTip = ({ target, why }: Props) => <Tooltip target={target} label={why} />
