/** The further actions of a record; those that are not allowed stay readable and say why. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { useOpenAtOnce } from '../shell/later'
import type { MenuAction } from './frame'

export function MoreMenu({ menu }: { menu: MenuAction[] }) {
  const text = useText()
  const [opened, setOpened] = useOpenAtOnce()
  return (
    <Menu width={240} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={text.act.more} autoFocus>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {menu.map(({ label, ability, danger, run }) => {
          const why = ability && !ability.allowed ? reasonOf(text, ability.reason, ability.explain) : null
          return (
            <Tooltip key={label} label={why} disabled={why === null} position="left">
              <Menu.Item
                color={danger ? 'red' : undefined}
                aria-disabled={why !== null}
                data-off={why !== null || undefined}
                closeMenuOnClick={why === null}
                aria-description={why ?? undefined}
                onClick={() => why === null && run()}
              >
                {label}
              </Menu.Item>
            </Tooltip>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
