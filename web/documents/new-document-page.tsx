/** Several files become several documents: dropped once, described together, sent to verification at once if wished. */
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import type { DocumentDetail } from '../kit/api/types'
import { useLeaveGuard } from '../kit/form/draft'
import { RecordPicker } from '../kit/form/pickers'
import type { Item } from '../kit/files/uploads'
import { useUploads } from '../kit/files/uploads'
import { Uploader } from '../kit/files/uploader'
import { useKeys } from '../kit/keys/keys'
import type { Dictionary } from '../kit/language/en'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { Confirm } from '../kit/record/confirm'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import '../kit/form/form.css'

/** Documents created side by side; more would only wait for each other. */
const AT_ONCE = 3

interface Shared {
  document_type_id: string | null
  project_id: string | null
  description: string
  submit: boolean
}

const nameOf = (file: File): string => file.name.replace(/\.[^.]+$/, '')

function problemsOf(text: Dictionary, failure: unknown): string {
  const error = asApiError(failure)
  const wrong = Object.values(error.data.errors ?? {}).flat()
  if (wrong.length > 0) return wrong.map((one) => fieldError(text, one)).join(' ')
  return error.status === 0 ? text.states.offlineText : reasonOf(text, error.reason, error.data.explain ?? error.data.message)
}

function useCreate(shared: Shared, names: Record<string, string>) {
  const text = useText()
  const [problems, setProblems] = useState<Record<string, string>>({})
  /** Creates one document for each staged file; answers what was made, and keeps what was refused with its reason. */
  const create = async (items: Item[]): Promise<{ made: string[]; done: string[] }> => {
    const made: string[] = []
    const done: string[] = []
    const wrong: Record<string, string> = {}
    const createOne = async ({ id, file, staged }: Item): Promise<void> => {
      const { description, submit, ...rest } = shared
      const body = {
        ...rest,
        name: names[id] ?? nameOf(file),
        file_path: staged?.file_path,
        ...(description.trim() ? { description: description.trim() } : {}),
        ...(submit ? { submit } : {}),
      }
      try {
        const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
        made.push((await post<DocumentDetail>('/api/admin/documents', given)).id)
        done.push(id)
      } catch (failure) {
        wrong[id] = problemsOf(text, failure)
      }
    }
    const waiting = [...items]
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await createOne(next)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    setProblems(wrong)
    await Promise.all([refresh('/api/admin/documents'), refresh('/api/tasks')])
    return { made, done }
  }
  return { create, problems }
}

interface SharedProps {
  shared: Shared
  /** What is wrong with the document type. */
  problem: string | undefined
  change(next: Partial<Shared>): void
}

function SharedFields({ shared, problem, change }: SharedProps) {
  const text = useText()
  return (
    <section className="card padded stack" aria-label={text.documents.forAll}>
      <h2>{text.documents.forAll}</h2>
      <RecordPicker
        label={wordOf(text, 'fields', 'document_type_id')}
        to="document-types"
        by="id"
        known={[]}
        required
        field="document_type_id"
        error={problem}
        value={shared.document_type_id}
        set={(document_type_id) => change({ document_type_id })}
      />
      <RecordPicker
        label={wordOf(text, 'fields', 'project_id')}
        to="projects"
        by="id"
        known={[]}
        value={shared.project_id}
        set={(project_id) => change({ project_id })}
      />
      <Textarea
        label={wordOf(text, 'fields', 'description')}
        autosize
        minRows={2}
        value={shared.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      <Checkbox
        size="sm"
        label={text.documents.submitAtOnce}
        checked={shared.submit}
        onChange={(event) => change({ submit: event.currentTarget.checked })}
      />
    </section>
  )
}

export function NewDocumentPage() {
  const text = useText()
  const go = useNavigate()
  const uploads = useUploads()
  const [shared, setShared] = useState<Shared>({ document_type_id: null, project_id: null, description: '', submit: true })
  const [names, setNames] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(false)
  const { create, problems } = useCreate(shared, names)
  const guard = useLeaveGuard(() => uploads.items.length > 0 && !busy)
  usePageTitle({ label: text.documents.title, to: '/documents' }, { label: text.documents.newTitle })
  const ready = uploads.items.filter((item) => item.staged)
  const all = ready.length > 0 && ready.length === uploads.items.length
  const missing = { files: uploads.items.length === 0, type: shared.document_type_id === null }
  const send = async () => {
    setAsked(false)
    setBusy(true)
    const { made, done } = await create(ready)
    for (const id of done) uploads.remove(id)
    if (made.length > 0) say({ message: `${text.documents.created}: ${made.length}` })
    if (done.length === ready.length) void go({ to: made.length === 1 ? `/documents/${made[0]}` : '/documents', ignoreBlocker: true })
    else setBusy(false)
  }
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (busy) return
    setAsked(true)
    if (missing.files) document.querySelector<HTMLElement>('.drop button')?.focus()
    else if (missing.type) document.querySelector<HTMLElement>('input[data-field=document_type_id]')?.focus()
  }
  // Asked for while files are still on their way: sent as the last one has arrived.
  useEffect(() => {
    if (asked && all && !missing.type && !busy) void send()
  })
  const waits =
    asked && !missing.files && !missing.type && uploads.items.some((item) => item.state === 'waiting' || item.state === 'sending')
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => submit() }])
  const detail = (item: Item) => (
    <TextInput
      size="xs"
      aria-label={wordOf(text, 'fields', 'name')}
      value={names[item.id] ?? nameOf(item.file)}
      maxLength={200}
      error={problems[item.id]}
      onChange={(event) => setNames({ ...names, [item.id]: event.currentTarget.value })}
    />
  )
  return (
    <form className="page narrow form" noValidate onSubmit={submit}>
      <h1>{text.documents.newTitle}</h1>
      <Uploader uploads={uploads} detail={detail} />
      <SharedFields
        shared={shared}
        problem={asked && missing.type ? text.documents.typeFirst : undefined}
        change={(next) => setShared({ ...shared, ...next })}
      />
      {asked && missing.files && (
        <div className="notice refused" role="alert">
          {text.documents.filesFirst}
        </div>
      )}
      <div className="form-foot">
        <Button type="submit" loading={busy}>
          {waits ? text.documents.waitsForFiles : text.documents.createAll(Math.max(1, uploads.items.length))}
        </Button>
        <Button variant="default" onClick={() => void go({ to: '/documents' })}>
          {text.act.cancel}
        </Button>
      </div>
      <Confirm
        opened={guard.asking}
        title={text.form.leaveTitle}
        verb={text.form.leave}
        onClose={guard.stay}
        run={async () => guard.leave()}
      />
    </form>
  )
}
