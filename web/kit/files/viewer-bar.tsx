/** The tools of the viewer, and their keys. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { ChevronLeft, ChevronRight, type LucideIcon, Maximize, RotateCw, ZoomIn, ZoomOut } from 'lucide-react'
import { useState } from 'react'
import { useKeys } from '../keys/keys'
import { useText } from '../language/language'

const STEP = 1.25
const LEAST = 0.25
const MOST = 5

export interface View {
  /** 1 fits the width. */
  zoom: number
  /** Degrees clockwise. */
  turn: number
  zoomIn(): void
  zoomOut(): void
  fit(): void
  rotate(): void
}

/** Zoom and rotation of one file. */
export function useView(): View {
  const [zoom, setZoom] = useState(1)
  const [turn, setTurn] = useState(0)
  const view = {
    zoom,
    turn,
    zoomIn: () => setZoom(Math.min(MOST, zoom * STEP)),
    zoomOut: () => setZoom(Math.max(LEAST, zoom / STEP)),
    fit: () => setZoom(1),
    rotate: () => setTurn((turn + 90) % 360),
  }
  const { help } = useText()
  useKeys([
    { keys: '+', label: help.zoom, run: view.zoomIn },
    { keys: '=', label: help.zoom, silent: true, run: view.zoomIn },
    { keys: '-', label: help.zoom, silent: true, run: view.zoomOut },
    { keys: '0', label: help.zoom, silent: true, run: view.fit },
    { keys: 'o', label: help.rotate, run: view.rotate },
  ])
  return view
}

function Tool({ label, icon: Icon, run, disabled }: { label: string; icon: LucideIcon; run(): void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={28} aria-label={label} onClick={run} disabled={disabled}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

interface Props {
  view: View
  page?: number
  pages?: number
  go?(page: number): void
}

export function ViewerBar({ view, page = 1, pages = 1, go }: Props) {
  const text = useText()
  return (
    <div className="viewer-bar no-print" role="toolbar" aria-label={text.viewer.full}>
      <Tool label={text.viewer.zoomOut} icon={ZoomOut} run={view.zoomOut} />
      <Tool label={text.viewer.zoomIn} icon={ZoomIn} run={view.zoomIn} />
      <Tool label={text.viewer.fit} icon={Maximize} run={view.fit} />
      <Tool label={text.viewer.rotate} icon={RotateCw} run={view.rotate} />
      {go && pages > 1 && (
        <>
          <Tool label={text.viewer.previousPage} icon={ChevronLeft} run={() => go(page - 1)} disabled={page <= 1} />
          <span className="count" role="status">
            {text.viewer.page(page, pages)}
          </span>
          <Tool label={text.viewer.nextPage} icon={ChevronRight} run={() => go(page + 1)} disabled={page >= pages} />
        </>
      )}
    </div>
  )
}
