/** The bytes of a picture as an address for `img`: they are read with the token, once they are looked at. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { getFile } from '../api/client'

/** Undefined while the bytes are on their way, null when they cannot be had. */
export function useFileUrl(path: string | null): string | null | undefined {
  const [url, setUrl] = useState<string | null | undefined>(undefined)
  useEffect(() => {
    if (path === null) return undefined
    const stop = new AbortController()
    let made: string | undefined
    setUrl(undefined)
    getFile(path, stop.signal).then(
      (blob) => {
        if (stop.signal.aborted) return
        made = URL.createObjectURL(blob)
        setUrl(made)
      },
      () => !stop.signal.aborted && setUrl(null),
    )
    return () => {
      stop.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [path])
  return url
}

/** True from when the element first comes near the window. */
export function useSeen<T extends Element>(): [RefObject<T | null>, boolean] {
  const element = useRef<T>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!element.current) return undefined
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: '300px' })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, seen]
}
