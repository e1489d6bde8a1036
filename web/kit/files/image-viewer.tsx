/** A picture with zoom and rotation. */
import { useEffect, useState } from 'react'
import { useText } from '../language/language'
import { useView, ViewerBar } from './viewer-bar'

export function ImageViewer({ blob, name }: { blob: Blob; name: string }) {
  const text = useText()
  const view = useView()
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return (
    <div className="viewer">
      <ViewerBar view={view} />
      <div className="viewer-pages" tabIndex={0} role="region" aria-label={text.viewer.label(name)}>
        {url && <img src={url} alt={name} style={{ width: `${100 * view.zoom}%`, transform: `rotate(${view.turn}deg)` }} />}
      </div>
    </div>
  )
}
