/** Several pictures at once, from files or from the camera, each with its caption and the day it was taken. */
import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import { localInstant } from '../kit/calendar/days'
import { Uploader } from '../kit/files/uploader'
import { type Item, useUploads } from '../kit/files/uploads'
import { useLeaveGuard } from '../kit/form/draft'
import '../kit/form/form.css'
import { ProjectPicker } from '../kit/form/project-picker'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { useSearch } from '../kit/list/state'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { galleryPath } from './pictures'

interface Words {
  caption: string
  taken_at: string
}

const firstWords = ({ file }: Item): Words => ({ caption: '', taken_at: localInstant(new Date(file.lastModified)) })

function Detail({ words, error, set }: { words: Words; error?: string; set(words: Words): void }) {
  const text = useText()
  return (
    <div className="settings-row">
      <TextInput
        label={wordOf(text, 'fields', 'caption')}
        maxLength={500}
        value={words.caption}
        error={error}
        onChange={(event) => set({ ...words, caption: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={wordOf(text, 'fields', 'taken_at')}
        value={words.taken_at}
        onChange={(event) => set({ ...words, taken_at: event.currentTarget.value })}
      />
    </div>
  )
}

/** Saves what is uploaded, one after the other; what is refused stays with its reason. */
function useSaving(project_id: string | null) {
  const text = useText()
  const uploads = useUploads()
  const [words, setWords] = useState<Record<string, Words>>({})
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const wordsOf = (item: Item): Words => words[item.id] ?? firstWords(item)
  const saveOne = async (item: Item): Promise<boolean> => {
    const { caption, taken_at } = wordsOf(item)
    const said = {
      ...(caption.trim() ? { caption: caption.trim() } : {}),
      ...(taken_at ? { taken_at: new Date(taken_at).toISOString() } : {}),
    }
    try {
      await post(galleryPath(), { project_id, file_path: item.staged?.file_path, ...said })
      uploads.remove(item.id)
      return true
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      setErrors((all) => ({ ...all, [item.id]: wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain) }))
      return false
    }
  }
  return {
    uploads,
    wordsOf,
    errors,
    busy,
    setWords: (item: Item, next: Words) => setWords((all) => ({ ...all, [item.id]: next })),
    async save(): Promise<{ saved: number; all: boolean }> {
      const ready = uploads.items.filter((item) => item.state === 'ready')
      let saved = 0
      setBusy(true)
      for (const item of ready) if (await saveOne(item)) saved += 1
      setBusy(false)
      await refresh(galleryPath())
      return { saved, all: saved === uploads.items.length }
    },
  }
}

export function NewPicturesPage() {
  const text = useText()
  const go = useNavigate()
  const [search] = useSearch()
  const [project_id, setProject] = useState<string | null>(search.project_id ?? null)
  const [missing, setMissing] = useState(false)
  const { uploads, wordsOf, errors, busy, setWords, save } = useSaving(project_id)
  const back = { to: '/gallery', search: { project_id: project_id ?? undefined } as never }
  const guard = useLeaveGuard(() => uploads.items.length > 0 && !busy)
  usePageTitle({ label: text.gallery.title, to: '/gallery' }, { label: text.gallery.add })
  const ready = uploads.items.filter((item) => item.state === 'ready').length
  const submit = async () => {
    if (project_id === null) return setMissing(true)
    if (ready === 0 || busy) return
    const { saved, all } = await save()
    if (saved > 0) say({ message: text.gallery.saved(saved) })
    if (all) void go({ ...back, ignoreBlocker: true })
  }
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => void submit() }])
  return (
    <div className="page narrow form">
      <h1>{text.gallery.add}</h1>
      <div className="card padded stack">
        <ProjectPicker
          label={text.gallery.project}
          required
          value={project_id}
          set={(id) => (setProject(id), setMissing(false))}
          error={missing ? text.gallery.projectFirst : undefined}
        />
        <Uploader
          uploads={uploads}
          pictures
          detail={(item) => <Detail words={wordsOf(item)} error={errors[item.id]} set={(next) => setWords(item, next)} />}
        />
      </div>
      {guard.asking && (
        <div className="notice waiting" role="alert">
          <span className="grow">{text.form.leaveTitle}</span>
          <Button size="compact-sm" variant="default" onClick={guard.leave}>
            {text.form.leave}
          </Button>
          <Button size="compact-sm" onClick={guard.stay}>
            {text.form.stay}
          </Button>
        </div>
      )}
      <div className="form-foot">
        <Button loading={busy} disabled={ready === 0} onClick={() => void submit()}>
          {text.gallery.save(Math.max(ready, 1))}
        </Button>
        <Button variant="default" onClick={() => void go(back)}>
          {text.act.cancel}
        </Button>
      </div>
    </div>
  )
}
