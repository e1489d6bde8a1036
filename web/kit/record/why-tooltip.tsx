/** The reason over a grey button; fetched with the first button that needs one. */
import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'

export const WhyTooltip = ({ why, children }: { why: string; children: ReactElement }) => <Tooltip label={why}>{children}</Tooltip>
