/** Several files on their way to the server at once: progress, stopping, trying again. */
import { useEffect, useRef, useState } from 'react'
import { asApiError, type ApiError } from '../api/errors'
import type { Upload } from '../api/types'
import { upload, type UploadHandle } from '../api/upload'
import { randomId } from '../api/client'

export interface Item {
  id: string
  file: File
  state: 'waiting' | 'sending' | 'ready' | 'failed'
  /** Between 0 and 1. */
  share: number
  error: ApiError | null
  staged: Upload | null
}

export interface Uploads {
  items: Item[]
  add(files: Iterable<File>): void
  retry(id: string): void
  remove(id: string): void
}

const AT_ONCE = 3

/** Uploads of one form; leaving the page stops them. */
export function useUploads(single = false): Uploads {
  const [items, setItems] = useState<Item[]>([])
  const running = useRef(new Map<string, UploadHandle>())
  const patch = (id: string, change: Partial<Item>) =>
    setItems((all) => all.map((item) => (item.id === id ? { ...item, ...change } : item)))
  const start = (item: Item) => {
    const handle = upload(item.file, (share) => patch(item.id, { share }))
    running.current.set(item.id, handle)
    patch(item.id, { state: 'sending', share: 0, error: null })
    handle.done
      .then((staged) => patch(item.id, { state: 'ready', share: 1, staged }))
      .catch((failure: unknown) => patch(item.id, { state: 'failed', error: asApiError(failure) }))
      .finally(() => running.current.delete(item.id))
  }
  useEffect(() => {
    const free = AT_ONCE - items.filter((item) => item.state === 'sending').length
    for (const item of items.filter((one) => one.state === 'waiting').slice(0, Math.max(0, free))) start(item)
  })
  useEffect(() => {
    const handles = running.current
    return () => {
      for (const handle of handles.values()) handle.abort()
    }
  }, [])
  return {
    items,
    add(files) {
      const added = [...files].map((file): Item => ({ id: randomId(), file, state: 'waiting', share: 0, error: null, staged: null }))
      setItems((all) => (single ? added.slice(-1) : [...all, ...added]))
    },
    retry: (id) => patch(id, { state: 'waiting', error: null }),
    remove(id) {
      running.current.get(id)?.abort()
      setItems((all) => all.filter((item) => item.id !== id))
    },
  }
}
