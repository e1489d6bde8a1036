/** Where messages stand: in a place of their own, which the frame makes free while there are any, so that they cover nothing that is worked on. */
import { Notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'

const HEIGHT = '--messages'

/** Tells the frame how much room the messages take now; see shell.css. */
function useHeightTold() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const root = place.current?.querySelector('[data-position="bottom-left"]')
    if (!root) return
    const { style } = document.documentElement
    const observer = new ResizeObserver(() => style.setProperty(HEIGHT, `${Math.ceil(root.getBoundingClientRect().height)}px`))
    observer.observe(root)
    return () => {
      observer.disconnect()
      style.removeProperty(HEIGHT)
    }
  }, [])
  return place
}

export function MessagePlace() {
  return (
    <div ref={useHeightTold()}>
      <Notifications position="bottom-left" withinPortal={false} />
    </div>
  )
}
