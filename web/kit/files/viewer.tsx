/** Shows a file where it is talked about: PDF and pictures with zoom, rotation and pages, text as text. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { FileX } from 'lucide-react'
import { getFile } from '../api/client'
import { type ApiError, asApiError } from '../api/errors'
import { useText } from '../language/language'
import { EmptyState, ErrorState, Loading } from '../states/states'
import './viewer.css'

const PdfViewer = lazy(async () => ({ default: (await import('./pdf-viewer')).PdfViewer }))
const ImageViewer = lazy(async () => ({ default: (await import('./image-viewer')).ImageViewer }))

export interface ViewedFile {
  /** The API's path of the bytes. */
  path: string
  name: string
  mime_type: string
}

export type Bytes = { blob: Blob } | { error: ApiError } | null

/** Files read lately, so that the next task's document is there before it is asked for. */
const read = new Map<string, Promise<Blob>>()
const KEPT = 6

/** The bytes of a file; asked for twice, fetched once. */
export function fileBytes(path: string): Promise<Blob> {
  const known = read.get(path)
  if (known) return known
  const bytes = getFile(path)
  read.set(path, bytes)
  bytes.catch(() => read.delete(path))
  const oldest = read.keys().next().value
  if (read.size > KEPT && oldest !== undefined) read.delete(oldest)
  return bytes
}

function useBytes(path: string | null, attempt: number): Bytes {
  const [state, setState] = useState<{ path: string; bytes: Bytes } | null>(null)
  useEffect(() => {
    if (path === null) return undefined
    let current = true
    const tell = (bytes: Bytes) => current && setState({ path, bytes })
    fileBytes(path).then(
      (blob) => tell({ blob }),
      (failure) => tell({ error: asApiError(failure) }),
    )
    return () => {
      current = false
    }
  }, [path, attempt])
  return state?.path === path ? state.bytes : null
}

function TextFile({ blob, name }: { blob: Blob; name: string }) {
  const text = useText()
  const [content, setContent] = useState<string | null>(null)
  useEffect(() => {
    void blob.text().then(setContent)
  }, [blob])
  return (
    <pre className="viewer-text" tabIndex={0} role="region" aria-label={text.viewer.label(name)}>
      {content}
    </pre>
  )
}

const canShow = (mime: string): boolean => mime === 'application/pdf' || mime.startsWith('image/') || mime.startsWith('text/')

export function Viewer({ file }: { file: ViewedFile }) {
  const text = useText()
  const [attempt, setAttempt] = useState(0)
  const shown = canShow(file.mime_type)
  const bytes = useBytes(shown ? file.path : null, attempt)
  if (!shown) {
    return (
      <EmptyState icon={FileX} title={file.name}>
        {text.viewer.noPreview}
      </EmptyState>
    )
  }
  if (bytes === null) return <Loading rows={8} />
  if ('error' in bytes) return <ErrorState error={bytes.error} retry={() => setAttempt(attempt + 1)} />
  if (file.mime_type.startsWith('text/')) return <TextFile blob={bytes.blob} name={file.name} />
  return (
    <Suspense fallback={<Loading rows={8} />}>
      {file.mime_type === 'application/pdf' ? (
        <PdfViewer blob={bytes.blob} name={file.name} />
      ) : (
        <ImageViewer blob={bytes.blob} name={file.name} />
      )}
    </Suspense>
  )
}
