/** A panel behind an icon; it takes the place of the button that asked for it and opens at once. */
import { ActionIcon, Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useOpenAtOnce } from '../shell/later'

interface Props {
  label: string
  icon: ReactNode
  children: ReactNode
}

export function IconPopover({ label, icon, children }: Props) {
  const [opened, setOpened] = useOpenAtOnce()
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus width={260} opened={opened} onChange={setOpened}>
      <Popover.Target>
        <ActionIcon variant="default" aria-label={label} title={label} autoFocus onClick={() => setOpened(!opened)}>
          {icon}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  )
}
