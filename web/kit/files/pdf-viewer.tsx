/** A PDF with zoom, rotation, page thumbnails and keys. */
import { useElementSize } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { FileX } from 'lucide-react'
import { useKeys } from '../keys/keys'
import { useText } from '../language/language'
import { EmptyState, Loading } from '../states/states'
import { drawPage, openPdf, type PDFDocumentProxy } from './pdf'
import { useView, ViewerBar } from './viewer-bar'

type Opened = { document: PDFDocumentProxy } | { failed: 'password' | 'broken' } | null

function useDocument(blob: Blob): Opened {
  const [opened, setOpened] = useState<Opened>(null)
  useEffect(() => {
    let current = true
    let document: PDFDocumentProxy | undefined
    openPdf(blob).then(
      (loaded) => {
        document = loaded
        if (current) setOpened({ document: loaded })
      },
      (error: Error) => current && setOpened({ failed: error.name === 'PasswordException' ? 'password' : 'broken' }),
    )
    return () => {
      current = false
      void document?.loadingTask.destroy()
    }
  }, [blob])
  return opened
}

interface PageProps {
  document: PDFDocumentProxy
  number: number
  width: number
  turn: number
  label: string
}

function Page({ document, number, width, turn, label }: PageProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let drawing: { done: Promise<void>; stop(): void } | undefined
    let current = true
    void document.getPage(number).then((page) => {
      if (!current || !canvas.current || width <= 0) return
      drawing = drawPage({ page, canvas: canvas.current, width, turn })
      // A drawing that was stopped for a newer one rejects: there is nothing to tell.
      drawing.done.catch((error: Error) => {
        if (error.name !== 'RenderingCancelledException') throw error
      })
    })
    return () => {
      current = false
      drawing?.stop()
    }
  }, [document, number, width, turn])
  return <canvas ref={canvas} role="img" aria-label={label} />
}

interface ThumbsProps {
  document: PDFDocumentProxy
  page: number
  go(page: number): void
}

function Thumbs({ document, page, go }: ThumbsProps) {
  const text = useText()
  const pages = Array.from({ length: Math.min(document.numPages, 200) }, (_, index) => index + 1)
  return (
    <nav className="viewer-thumbs" aria-label={text.viewer.thumbnails}>
      {pages.map((number) => (
        <button type="button" key={number} aria-current={number === page ? 'page' : undefined} onClick={() => go(number)}>
          <Page document={document} number={number} width={84} turn={0} label={text.viewer.page(number, document.numPages)} />
          {number}
        </button>
      ))}
    </nav>
  )
}

function Pages({ document, name }: { document: PDFDocumentProxy; name: string }) {
  const text = useText()
  const view = useView()
  const [page, setPage] = useState(1)
  const { ref, width } = useElementSize()
  const go = (next: number) => setPage(Math.max(1, Math.min(document.numPages, next)))
  useKeys([
    { keys: 'arrowright', label: text.help.pages, run: () => go(page + 1) },
    { keys: 'arrowleft', label: text.help.pages, silent: true, run: () => go(page - 1) },
  ])
  return (
    <div className="viewer">
      <ViewerBar view={view} page={page} pages={document.numPages} go={go} />
      <div className="viewer-body">
        {document.numPages > 1 && <Thumbs document={document} page={page} go={go} />}
        <div className="viewer-pages" tabIndex={0} role="region" aria-label={text.viewer.label(name)}>
          <div ref={ref} />
          <Page
            document={document}
            number={page}
            width={Math.min(width, 900) * view.zoom}
            turn={view.turn}
            label={text.viewer.page(page, document.numPages)}
          />
        </div>
      </div>
    </div>
  )
}

export function PdfViewer({ blob, name }: { blob: Blob; name: string }) {
  const text = useText()
  const opened = useDocument(blob)
  if (opened === null) return <Loading rows={8} />
  if ('failed' in opened) {
    return (
      <EmptyState icon={FileX} title={text.viewer.failed}>
        {opened.failed === 'password' ? text.viewer.password : text.viewer.noPreview}
      </EmptyState>
    )
  }
  return <Pages document={opened.document} name={name} />
}
