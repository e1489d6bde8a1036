/** A report taken away: as CSV, Excel or PDF, or printed as it stands. */
import { Button, Menu } from '@mantine/core'
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Query } from '../api/client'
import { useText } from '../language/language'
import { useStep } from '../record/step'
import { download } from './download'

const FORMATS = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel' },
  { format: 'pdf', label: 'PDF' },
]

interface Props {
  path: string
  /** What is shown now: the file holds exactly that. */
  query: Query
  name: string
}

export function TakeAway({ path, query, name }: Props) {
  const text = useText()
  const step = useStep()
  const [busy, setBusy] = useState(false)
  const save = async (format: string) => {
    setBusy(true)
    await step(() => download(path, { ...query, format }, `${name}.${format}`))
    setBusy(false)
  }
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<Download size={16} aria-hidden />} className="no-print">
          {text.act.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => window.print()}>{text.act.print}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
