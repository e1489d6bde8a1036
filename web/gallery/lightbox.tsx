/** One picture at a time, large: the arrows go on, its caption can be put right. */
import { ActionIcon, Button, Loader, Modal, Textarea } from '@mantine/core'
import { ChevronLeft, ChevronRight, Download, ImageOff, Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { getFile, put, remove } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import { useFileUrl } from '../kit/files/use-file-url'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { reasonOf } from '../kit/language/words'
import { saveFile } from '../kit/list/export'
import { Confirm } from '../kit/record/confirm'
import { say } from '../kit/shell/say'
import { galleryPath, type Picture } from './pictures'

function Caption({ picture, done }: { picture: Picture; done(): void }) {
  const text = useText()
  const [caption, setCaption] = useState(picture.caption ?? '')
  const [error, setError] = useState<string | null>(null)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await put(`${galleryPath()}/${picture.id}`, { caption: caption.trim() || null, version: picture.version })
      await refresh(galleryPath())
      done()
    } catch (failure) {
      const refused = asApiError(failure)
      setError(reasonOf(text, refused.reason, refused.data.explain ?? refused.data.message))
    }
  }
  return (
    <form className="row wraps grow" onSubmit={(event) => void save(event)}>
      <Textarea
        className="grow"
        aria-label={text.fields.caption}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={500}
        autoFocus
        value={caption}
        error={error}
        onChange={(event) => setCaption(event.currentTarget.value)}
      />
      <Button type="submit">{text.act.save}</Button>
      <Button variant="default" onClick={done}>
        {text.act.cancel}
      </Button>
    </form>
  )
}

interface Props {
  picture: Picture | undefined
  /** Where it stands among those shown, from 0; undefined when it is not among them. */
  at: number | undefined
  total: number
  manage: boolean
  go(by: 1 | -1): void
  close(): void
}

function Words({ picture }: { picture: Picture }) {
  const text = useText()
  const format = useFormat()
  const when = picture.taken_at ?? picture.created_at
  return (
    <div className="grow">
      {picture.caption && <div className="strong wrap">{picture.caption}</div>}
      <div className="small soft">
        {[picture.project?.name, text.gallery.taken(format.instant(when)), picture.uploaded_by?.name].filter(Boolean).join(' · ')}
      </div>
    </div>
  )
}

function Foot({ picture, manage, close }: { picture: Picture; manage: boolean; close(): void }) {
  const text = useText()
  const [doing, setDoing] = useState<'caption' | 'remove' | null>(null)
  const path = `${galleryPath()}/${picture.id}`
  const download = async () => saveFile(picture.caption ?? text.gallery.picture, await getFile(`${path}/file?download=1`))
  const removeIt = async () => {
    await remove(path)
    say({ message: text.gallery.removed })
    close()
    await refresh(galleryPath())
  }
  if (doing === 'caption') return <Caption picture={picture} done={() => setDoing(null)} />
  return (
    <>
      <Words picture={picture} />
      <ActionIcon variant="default" size={36} aria-label={text.act.download} onClick={() => void download()}>
        <Download size={16} aria-hidden />
      </ActionIcon>
      {manage && (
        <>
          <ActionIcon variant="default" size={36} aria-label={text.gallery.edit} onClick={() => setDoing('caption')}>
            <Pencil size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" size={36} aria-label={text.act.remove} onClick={() => setDoing('remove')}>
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </>
      )}
      <Confirm
        opened={doing === 'remove'}
        title={text.gallery.removeTitle}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setDoing(null)}
        run={removeIt}
      />
    </>
  )
}

function Shown({ picture }: { picture: Picture }) {
  const text = useText()
  const url = useFileUrl(`${galleryPath()}/${picture.id}/file`)
  if (url === undefined) return <Loader role="status" aria-label={text.viewer.loading} />
  if (url === null)
    return (
      <p className="soft row" role="alert">
        <ImageOff size={20} aria-hidden /> {text.viewer.failed}
      </p>
    )
  return <img src={url} alt={picture.caption ?? text.gallery.picture} />
}

export function Lightbox({ picture, at, total, manage, go, close }: Props) {
  const text = useText()
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || at === undefined || /^(TEXTAREA|INPUT)$/.test((event.target as HTMLElement).tagName)) return
    event.preventDefault()
    go(step)
  }
  return (
    <Modal
      opened={picture !== undefined}
      onClose={close}
      fullScreen
      title={at === undefined ? text.gallery.picture : text.gallery.of(at + 1, total)}
      closeButtonProps={{ 'aria-label': text.act.close }}
      classNames={{ content: 'lightbox', body: 'lightbox-body' }}
      onKeyDown={onKeyDown}
    >
      {picture && (
        <>
          <div className="lightbox-stage">
            <Shown key={picture.id} picture={picture} />
            {at !== undefined && at > 0 && (
              <ActionIcon className="before" variant="default" size={44} aria-label={text.gallery.previous} onClick={() => go(-1)}>
                <ChevronLeft size={20} aria-hidden />
              </ActionIcon>
            )}
            {at !== undefined && at < total - 1 && (
              <ActionIcon className="after" variant="default" size={44} aria-label={text.gallery.next} onClick={() => go(1)}>
                <ChevronRight size={20} aria-hidden />
              </ActionIcon>
            )}
          </div>
          <div className="lightbox-foot row">
            <Foot key={picture.id} picture={picture} manage={manage} close={close} />
          </div>
        </>
      )}
    </Modal>
  )
}
