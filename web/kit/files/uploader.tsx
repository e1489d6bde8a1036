/** Where files are dropped, chosen or photographed; each shows how far it has come and can be tried again. */
import { ActionIcon, Button, Progress } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Camera, CircleCheck, CloudUpload, FileText, RotateCw, TriangleAlert, X } from 'lucide-react'
import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { ApiError } from '../api/errors'
import type { Dictionary } from '../language/en'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { fieldError, reasonOf } from '../language/words'
import type { Item, Uploads } from './uploads'
import './uploader.css'

const PICTURES = 'image/png,image/jpeg,image/webp,image/gif'
const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.webp,.gif,.txt,.csv,.docx,.xlsx,application/pdf,image/*'

function whyFailed(text: Dictionary, error: ApiError): string {
  if (error.status === 413) return text.documents.dropHint
  if (error.status === 415) return text.documents.dropHint
  if (error.status === 0) return text.states.offlineText
  const wrong = Object.values(error.data.errors ?? {}).flat()[0]
  return wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.message)
}

interface LineProps {
  item: Item
  uploads: Uploads
  children?: ReactNode
}

const ICONS = { waiting: FileText, sending: FileText, ready: CircleCheck, failed: TriangleAlert }
const TONES = { waiting: '', sending: '', ready: 'done', failed: 'refused' }

function Line({ item, uploads, children }: LineProps) {
  const text = useText()
  const format = useFormat()
  const Icon = ICONS[item.state]
  const percent = Math.round(item.share * 100)
  return (
    <li className="upload-line">
      <span className={`status ${TONES[item.state]}`}>
        <Icon size={18} aria-hidden />
      </span>
      <div className="grow stack tight">
        <div className="row between">
          <span className="cut strong">{item.file.name}</span>
          <span className="small soft number" style={{ whiteSpace: 'nowrap' }}>
            {format.bytes(item.file.size)}
          </span>
        </div>
        {item.state === 'sending' && <Progress value={percent} size="sm" aria-label={text.documents.uploading(percent)} />}
        {item.error && (
          <span className="small" style={{ color: 'var(--refused)' }} role="alert">
            {whyFailed(text, item.error)}
          </span>
        )}
        {children}
      </div>
      {item.state === 'failed' && (
        <ActionIcon aria-label={text.documents.retryFile(item.file.name)} onClick={() => uploads.retry(item.id)}>
          <RotateCw size={16} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon aria-label={text.documents.removeFile(item.file.name)} onClick={() => uploads.remove(item.id)}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </li>
  )
}

interface Props {
  uploads: Uploads
  single?: boolean
  /** Pictures only, from the camera too. */
  pictures?: boolean
  /** One kind of file only: its ending, and what is said of it. */
  only?: { accept: string; drop: string; hint: string; choose: string }
  /** What belongs to each file, such as its name. */
  detail?(item: Item): ReactNode
}

/** A button that opens the device's camera or its files. */
function Chooser({
  uploads,
  single,
  camera,
  accept,
  label,
}: {
  uploads: Uploads
  single: boolean
  camera?: boolean
  accept: string
  label: string
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button variant="default" leftSection={camera && <Camera size={16} aria-hidden />} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!single && !camera}
        accept={accept}
        capture={camera ? 'environment' : undefined}
        aria-label={label}
        onChange={(event) => {
          uploads.add(event.currentTarget.files ?? [])
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

export function Uploader({ uploads, single = false, pictures = false, only, detail }: Props) {
  const text = useText()
  const { drop: dropText, dropHint: hint, choose } = text.documents
  const words = only ?? (pictures ? { accept: PICTURES, ...text.gallery } : { accept: ACCEPTED, drop: dropText, hint, choose })
  const id = useId()
  const [over, setOver] = useState(false)
  const touch = useMediaQuery('(pointer: coarse)') ?? false
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    uploads.add(event.dataTransfer.files)
  }
  return (
    <div className="stack">
      <div
        className={`drop${over ? ' over' : ''}`}
        onDragOver={(event) => (event.preventDefault(), setOver(true))}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        role="group"
        aria-labelledby={id}
      >
        <CloudUpload size={24} aria-hidden />
        <p className="strong" id={id}>
          {words.drop}
        </p>
        <p className="small soft">{words.hint}</p>
        <div className="row wraps" style={{ justifyContent: 'center' }}>
          <Chooser uploads={uploads} single={single} accept={words.accept} label={words.choose} />
          {touch && !only && <Chooser uploads={uploads} single={single} camera accept="image/*" label={text.documents.photo} />}
        </div>
      </div>
      {uploads.items.length > 0 && (
        <ul className="upload-list">
          {uploads.items.map((item) => (
            <Line key={item.id} item={item} uploads={uploads}>
              {detail?.(item)}
            </Line>
          ))}
        </ul>
      )}
    </div>
  )
}
