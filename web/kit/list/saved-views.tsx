/** Views a person saved of a list. */
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { Bookmark, X } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../language/language'
import { IconPopover } from './icon-popover'
import { sameState } from './state'
import type { ListState, SavedView } from './types'

export interface ViewsProps {
  views: SavedView[]
  keep(views: SavedView[]): void
  state: ListState
  change(next: Partial<ListState>): void
}

/** Views a person saved for this list on this device; they stand as tabs over it. */
export function SavedViews({ views, keep, state, change }: ViewsProps) {
  const text = useText()
  const [name, setName] = useState('')
  const save = () => {
    if (name.trim() === '') return
    keep([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), state }])
    setName('')
  }
  return (
    <IconPopover label={text.list.views} icon={<Bookmark size={16} aria-hidden />}>
      {views.map((view) => (
        <div key={view.name} className="row">
          <Button
            className="grow"
            variant="subtle"
            color="gray"
            justify="start"
            aria-pressed={sameState(view.state, state)}
            onClick={() => change(view.state)}
          >
            {view.name}
          </Button>
          <ActionIcon aria-label={`${text.list.deleteView}: ${view.name}`} onClick={() => keep(views.filter((each) => each !== view))}>
            <X size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div className="row" style={{ paddingTop: views.length > 0 ? 6 : 0 }}>
        <TextInput
          size="xs"
          className="grow"
          aria-label={text.list.viewName}
          placeholder={text.list.viewName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save()
          }}
        />
        <Button size="xs" onClick={save}>
          {text.list.saveView}
        </Button>
      </div>
    </IconPopover>
  )
}
