/** Which columns a list shows, and how close its lines stand. */
import { Checkbox } from '@mantine/core'
import { Columns3 } from 'lucide-react'
import { useText } from '../language/language'
import { IconPopover } from './icon-popover'
import type { Column } from './types'

export interface ColumnsProps {
  all: Column[]
  shown: string[]
  show(names: string[]): void
  compact: boolean
  setCompact(compact: boolean): void
}

export function ColumnPicker({ all, shown, show, compact, setCompact }: ColumnsProps) {
  const text = useText()
  const toggle = (name: string) => {
    const next = all.map((column) => column.name).filter((each) => (each === name ? !shown.includes(each) : shown.includes(each)))
    if (next.length > 0) show(next)
  }
  return (
    <IconPopover label={text.list.columns} icon={<Columns3 size={16} aria-hidden />}>
      <div className="stack tight">
        {all.map((column) => (
          <Checkbox
            key={column.name}
            size="xs"
            label={column.label}
            checked={shown.includes(column.name)}
            onChange={() => toggle(column.name)}
          />
        ))}
        <Checkbox size="xs" mt={8} label={text.list.compact} checked={compact} onChange={() => setCompact(!compact)} />
      </div>
    </IconPopover>
  )
}
