/** The further actions of a record, its own and those of every record; those that are not allowed stay readable and say why. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { addressOf } from '../api/client'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { useOpenAtOnce } from '../shell/later'
import { useMe } from '../shell/me'
import { say } from '../shell/say'
import { linkTo } from './address'
import type { MenuAction, MoreProps } from './frame'
import { openTemporal } from './open-temporal'

/** What every record can do; it stands before what takes the record away. */
function useCommon(process: MoreProps['process']): MenuAction[] {
  const text = useText()
  const go = useNavigate()
  const { id } = useParams({ strict: false }) as { id?: string }
  const audited = useMe()?.permissions.includes('audit.view') ?? false
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href)
    say({ message: text.act.copied })
  }
  return [
    ...(audited && id !== undefined
      ? [{ label: text.audit.ofRecord, run: () => void go(linkTo(addressOf('/audit', { 'filter[resource_id]': id }))) }]
      : []),
    ...(process ? [{ label: text.record.processHistory, run: () => void openTemporal(process.temporal_ui_url, text) }] : []),
    { label: text.act.copyLink, run: () => void copy() },
    { label: text.act.print, run: () => window.print() },
  ]
}

export function MoreMenu({ menu, process }: MoreProps) {
  const text = useText()
  const common = useCommon(process)
  const whole = [...menu.filter(({ danger }) => !danger), ...common, ...menu.filter(({ danger }) => danger)]
  const [opened, setOpened] = useOpenAtOnce()
  return (
    <Menu width={240} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={text.act.more} autoFocus>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {whole.map(({ label, ability, danger, run }) => {
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
