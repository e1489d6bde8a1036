/** The command palette: records of any kind, pages and actions, found by typing. */
import { Loader, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useText } from '../language/language'
import { Status } from '../states/status'
import { type Found, type FoundGroup, useFindActions, useFindRecords } from './find'
import { takeTyped } from './typed'

function useChoices(asked: string): { groups: FoundGroup[]; busy: boolean } {
  const [slow] = useDebouncedValue(asked.trim(), 120)
  const actions = useFindActions(asked.trim())
  const records = useFindRecords(slow)
  return { groups: [...records.groups, ...actions].filter((group) => group.items.length > 0), busy: records.busy }
}

interface ListProps {
  id: string
  groups: FoundGroup[]
  chosen: Found | undefined
  pick(item: Found): void
}

function Choices({ id, groups, chosen, pick }: ListProps) {
  return (
    <div className="palette-list" role="listbox" id={id} aria-label={groups[0]?.title ?? ''}>
      {groups.map((group) => (
        <div key={group.title} role="group" aria-label={group.title}>
          <div className="head" aria-hidden>
            {group.title}
          </div>
          {group.items.map((item) => (
            <div
              key={item.key}
              id={`${id}-${item.key}`}
              role="option"
              tabIndex={-1}
              aria-selected={item === chosen}
              className="option"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(item)}
              onKeyDown={() => undefined}
            >
              <item.icon size={16} aria-hidden />
              <span className="cut">
                {item.label}
                {item.detail && <span className="detail">{item.detail}</span>}
              </span>
              {item.status && <Status value={item.status} />}
              {item.kind && <span className="kind">{item.kind}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

function Finder({ onClose }: { onClose(): void }) {
  const text = useText()
  const [asked, setAsked] = useState('')
  const [at, setAt] = useState(0)
  const { groups, busy } = useChoices(asked)
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const all = groups.flatMap((group) => group.items)
  const chosen = all[Math.min(at, all.length - 1)]
  useEffect(() => {
    frame.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  // Gone before it had the focus: what was typed belongs to the page again.
  useEffect(() => () => void takeTyped(), [])
  const pick = (item: Found) => {
    onClose()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && all.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, all.length - 1) + step + all.length) % all.length)
    }
    if (event.key === 'Enter' && chosen) pick(chosen)
  }
  return (
    <div ref={frame}>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        placeholder={text.palette.placeholder}
        aria-label={text.palette.title}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={chosen ? `${id}-${chosen.key}` : undefined}
        leftSection={busy ? <Loader size={16} /> : <Search size={16} aria-hidden />}
        value={asked}
        onFocus={() => setAsked((before) => before + takeTyped())}
        onChange={(event) => {
          setAsked(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        styles={{ root: { borderBottom: '1px solid var(--line)', padding: '4px 8px' } }}
      />
      <Choices id={id} groups={groups} chosen={chosen} pick={pick} />
      {all.length === 0 && !busy && (
        <p className="soft" role="status" style={{ padding: 16 }}>
          {text.palette.none}
        </p>
      )}
      <div className="small soft" style={{ padding: '8px 14px', borderTop: '1px solid var(--line)' }}>
        {text.palette.hint}
      </div>
    </div>
  )
}

export function Palette({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useText()
  return (
    <Modal.Root opened={opened} onClose={onClose} padding={0} size={580} yOffset="12vh" centered={false}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label={text.palette.title}>
        <Finder onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  )
}
