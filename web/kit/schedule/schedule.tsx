/** A schedule: items over time as a timeline, and its twin as a table; a phone shows the table first. */
import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { CalendarCheck } from 'lucide-react'
import { useRef } from 'react'
import { useKeys } from '../keys/keys'
import { useText } from '../language/language'
import { useKept } from '../list/kept'
import { useMe } from '../shell/me'
import { todayIn, type Zoom } from './days'
import { TimelineView } from './timeline'
import type { ScheduleProps } from './types'

type View = 'timeline' | 'table'

/** Only the timeline has keys: the table's are those of its fields. */
function useScheduleKeys(active: boolean, flip: () => void): void {
  const { keys } = useText().schedule
  const told = { told: true, run: () => undefined }
  useKeys(
    active
      ? [
          { keys: 'arrowleft', label: keys.move, ...told },
          { keys: 'shift+arrowright', label: keys.stretch, ...told },
          { keys: 'pagedown', label: keys.week, ...told },
          { keys: 'enter', label: keys.commit, ...told },
          { keys: 'z', label: keys.zoom, run: flip },
        ]
      : [],
  )
}

export function Schedule({ name, table, ...rest }: ScheduleProps) {
  const text = useText()
  const phone = useMediaQuery('(max-width: 600px)') ?? false
  const [kept, keep] = useKept<View | null>(`schedule.${name}.view${phone ? '.phone' : ''}`, null)
  const [zoom, setZoom] = useKept<Zoom>(`schedule.${name}.zoom`, 'month')
  const view = kept ?? (phone ? 'table' : 'timeline')
  const scroller = useRef<(() => void) | null>(null)
  const today = todayIn(useMe()?.business.time_zone ?? 'UTC')
  useScheduleKeys(view === 'timeline', () => setZoom(zoom === 'week' ? 'month' : 'week'))
  return (
    <div className="stack tight">
      <div className="row wraps no-print" style={{ justifyContent: 'flex-end' }}>
        {view === 'timeline' && (
          <>
            <Tooltip label={text.schedule.goToday}>
              <ActionIcon variant="default" aria-label={text.schedule.goToday} onClick={() => scroller.current?.()}>
                <CalendarCheck size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <SegmentedControl
              size="xs"
              aria-label={text.schedule.zoom}
              value={zoom}
              onChange={(next) => setZoom(next as Zoom)}
              data={[
                { value: 'week', label: text.schedule.week },
                { value: 'month', label: text.schedule.month },
              ]}
            />
          </>
        )}
        <SegmentedControl
          size="xs"
          aria-label={text.schedule.view}
          value={view}
          onChange={(next) => keep(next as View)}
          data={[
            { value: 'timeline', label: text.schedule.timeline },
            { value: 'table', label: text.schedule.table },
          ]}
        />
      </div>
      {view === 'timeline' ? <TimelineView zoom={zoom} today={today} scroller={scroller} {...rest} /> : table}
    </div>
  )
}
