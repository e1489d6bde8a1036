/** Every version of a document, and two of them compared: their text where they have one, else side by side. */
import { Button, Modal, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { one } from '../kit/api/queries'
import type { DocumentVersion } from '../kit/api/types'
import { fileBytes, Viewer } from '../kit/files/viewer'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { Loaded, Loading } from '../kit/states/states'
import { type DiffLine, diffLines } from './diff'
import './documents.css'

const addressOf = (path: string, version: DocumentVersion): string => `${path}/file?version=${version.document_version}`

/** The text of a version; null when its kind of file has none that the browser can read. */
async function textOf(path: string, version: DocumentVersion): Promise<string | null> {
  const blob = await fileBytes(addressOf(path, version))
  if (version.mime_type.startsWith('text/')) return blob.text()
  if (version.mime_type !== 'application/pdf') return null
  const { pdfText } = await import('../kit/files/pdf')
  return pdfText(blob)
}

type Compared = DiffLine[] | 'no text' | null

function useDiff(path: string, from: DocumentVersion, to: DocumentVersion): Compared {
  const [lines, setLines] = useState<Compared>(null)
  useEffect(() => {
    let current = true
    Promise.all([textOf(path, from), textOf(path, to)]).then(
      ([before, after]) => current && setLines(before === null || after === null ? 'no text' : diffLines(before, after)),
      // A file that cannot be read as text is shown side by side, where the viewer says what is wrong with it.
      () => current && setLines('no text'),
    )
    return () => {
      current = false
    }
  }, [path, from, to])
  return lines
}

function TextDiff({ lines }: { lines: DiffLine[] }) {
  const text = useText()
  if (lines.every((line) => line.kind === 'same')) return <p className="soft">{text.documents.sameText}</p>
  return (
    <div className="diff" role="region" aria-label={text.documents.textDiff} tabIndex={0}>
      {lines.map((line, index) => (
        <div key={index} className={line.kind}>
          <span aria-hidden>{line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ' '}</span>
          {line.kind !== 'same' && <span className="sr-only">{text.documents[line.kind]}: </span>}
          {line.text}
        </div>
      ))}
    </div>
  )
}

function Comparison({ path, from, to }: { path: string; from: DocumentVersion; to: DocumentVersion }) {
  const text = useText()
  const lines = useDiff(path, from, to)
  return (
    <div className="stack">
      {lines === null ? <Loading rows={3} /> : lines === 'no text' ? null : <TextDiff lines={lines} />}
      <div className="side-by-side" aria-label={text.documents.sideBySide} role="group">
        {[from, to].map((version) => (
          <figure key={version.document_version}>
            <figcaption className="strong">{text.documents.versionN(version.document_version)}</figcaption>
            <Viewer file={{ path: addressOf(path, version), name: version.original_name, mime_type: version.mime_type }} />
          </figure>
        ))}
      </div>
    </div>
  )
}

function Compare({ path, versions }: { path: string; versions: DocumentVersion[] }) {
  const text = useText()
  const [newest, before] = versions
  const [from, setFrom] = useState(before?.document_version)
  const [to, setTo] = useState(newest?.document_version)
  const data = versions.map((version) => ({
    value: String(version.document_version),
    label: text.documents.versionN(version.document_version),
  }))
  const find = (number: number | undefined) => versions.find((version) => version.document_version === number)
  const [left, right] = [find(from), find(to)]
  return (
    <div className="stack">
      <div className="row wraps">
        <Select
          label={text.documents.from}
          data={data}
          value={String(from)}
          onChange={(value) => setFrom(Number(value))}
          allowDeselect={false}
        />
        <Select label={text.documents.to} data={data} value={String(to)} onChange={(value) => setTo(Number(value))} allowDeselect={false} />
      </div>
      {left && right && <Comparison path={path} from={left} to={right} />}
    </div>
  )
}

export function Versions({ path }: { path: string }) {
  const text = useText()
  const format = useFormat()
  const [comparing, setComparing] = useState(false)
  const query = useQuery(one<DocumentVersion[]>(`${path}/versions`))
  const many = (query.data?.length ?? 0) > 1
  return (
    <Section
      title={text.documents.versions}
      action={
        many && (
          <Button size="compact-sm" variant="default" onClick={() => setComparing(true)}>
            {text.documents.compare}
          </Button>
        )
      }
    >
      <Loaded query={query} rows={2}>
        {(versions) => (
          <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} className="stack tight">
            {versions.map((version) => (
              <li key={version.document_version}>
                <b className="strong">{text.documents.versionN(version.document_version)}</b> · {version.original_name} ·{' '}
                {format.bytes(version.size_bytes)}
                <div className="small soft">
                  {version.uploaded_by.name} · <Moment at={version.created_at} />
                </div>
                {version.comment && <p className="quote">{version.comment}</p>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Modal
        opened={comparing}
        onClose={() => setComparing(false)}
        title={text.documents.compareTitle}
        size="90%"
        closeButtonProps={{ 'aria-label': text.act.close }}
      >
        <Compare path={path} versions={query.data ?? []} />
      </Modal>
    </Section>
  )
}
