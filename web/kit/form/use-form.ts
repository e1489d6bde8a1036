/** The state of a form: values, problems by field, saving, and what to do when the server refuses. */
import { useRef, useState } from 'react'
import { asApiError, type ApiError, type Change } from '../api/errors'
import type { FieldDefinition } from '../api/types'
import { useText } from '../language/language'
import { fieldError, reasonOf } from '../language/words'
import { useDraft } from './draft'
import { problemOf, type Values } from './rules'

export type Problems = Record<string, string>

export interface Form {
  values: Values
  problems: Problems
  /** A refusal that belongs to no field. */
  refusal: string | null
  conflict: Conflict | null
  saving: boolean
  restored: boolean
  set(name: string, value: unknown): void
  /** Sets several fields that belong together. */
  change(values: Values): void
  check(name: string): void
  submit(): Promise<void>
  dirty(): boolean
  /** Goes back to what was loaded and forgets the draft. */
  discard(): void
  /** What was loaded, to tell what the person changed. */
  base: Values
  /** After a conflict: the values that count from here, on the version they were compared with; saved at once if asked. */
  settle(values: Values, save?: boolean): Promise<void>
  /** Leaves a conflict unsettled: everything stays as it was typed. */
  postpone(): void
}

/** The record as somebody else left it, and what they did. */
export interface Conflict {
  theirs: Values
  changed: Change[]
}

interface Options {
  name: string
  fields: readonly FieldDefinition[]
  initial: Values
  save(values: Values, version: number | undefined): Promise<void>
  version?: number
  /** Reads the record as it is now, to compare with after a conflict. */
  reload?(): Promise<Values>
  /** Fields never kept on the device. */
  secret?: readonly string[]
}

const without = (values: Values, secret: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !secret.includes(name)))

/** The first wrong field takes the focus, so that the keyboard stands where the work is. */
function focusField(form: string, name: string): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(`[data-form="${form}"] [data-field="${CSS.escape(name)}"]`)
    const control = field?.matches('input,textarea,select,button')
      ? field
      : field?.querySelector<HTMLElement>('input:not([type=hidden]),textarea,select,button')
    control?.focus()
  })
}

function useProblems(form: string) {
  const text = useText()
  const [problems, setProblems] = useState<Problems>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const show = (found: Problems, order: readonly string[]) => {
    setProblems(found)
    const first = order.find((name) => found[name]) ?? Object.keys(found)[0]
    if (first) focusField(form, first)
  }
  /** Puts a refusal where it belongs; true for a conflict of versions. */
  const refuse = (error: ApiError, order: readonly string[]): boolean => {
    const errors = error.data.errors
    if (error.status === 422 && errors) {
      const sentences = Object.fromEntries(
        Object.entries(errors).map(([name, all]) => [name, all.map((one) => fieldError(text, one)).join(' ')]),
      )
      const strangers = Object.keys(sentences).filter((name) => !order.includes(name))
      setRefusal(strangers.length > 0 ? strangers.map((name) => sentences[name]).join(' ') : null)
      show(sentences, order)
      return false
    }
    if (error.reason === 'stale_version') return true
    setRefusal(error.status === 0 ? text.states.offlineText : reasonOf(text, error.reason, error.data.explain ?? error.data.message))
    return false
  }
  return { problems, setProblems, refusal, setRefusal, show, refuse }
}

/** One form over a record's fields. */
export function useForm({ name, fields, initial, save, version, reload, secret = [] }: Options): Form {
  const text = useText()
  const draft = useDraft(name)
  const [base, setBase] = useState(initial)
  const [values, setValues] = useState<Values>({ ...initial, ...draft.found })
  const [at, setAt] = useState(version)
  const [saving, setSaving] = useState(false)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [restored, setRestored] = useState(draft.found !== undefined)
  const saved = useRef(false)
  const { problems, setProblems, refusal, setRefusal, show, refuse } = useProblems(name)
  const order = fields.map((field) => field.name)

  const problemsNow = (): Problems =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const wrong = problemOf(field, values[field.name], text)
        return wrong ? [[field.name, wrong]] : []
      }),
    )
  const change = (given: Values) => {
    saved.current = false
    const next = { ...values, ...given }
    setValues(next)
    if (Object.keys(given).some((field) => problems[field]))
      setProblems({ ...problems, ...Object.fromEntries(Object.keys(given).map((field) => [field, ''])) })
    draft.keep(without(next, secret))
  }
  const attempt = async (given: Values, version: number | undefined) => {
    try {
      await save(given, version)
      saved.current = true
      draft.drop()
    } catch (failure) {
      const error = asApiError(failure)
      if (!refuse(error, order)) return
      const theirs = reload ? await reload() : ((error.data.current ?? {}) as Values)
      setConflict({ theirs, changed: error.data.changed ?? [] })
    }
  }
  const saveNow = (given: Values, version: number | undefined) => {
    setSaving(true)
    return attempt(given, version).finally(() => setSaving(false))
  }
  return {
    values,
    base,
    problems,
    refusal,
    conflict,
    saving,
    restored,
    set: (field, value) => change({ [field]: value }),
    change,
    check(field) {
      const definition = fields.find((each) => each.name === field)
      if (definition) setProblems({ ...problems, [field]: problemOf(definition, values[field], text) ?? '' })
    },
    async submit() {
      setRefusal(null)
      const found = problemsNow()
      if (Object.keys(found).length > 0) return show(found, order)
      await saveNow(values, at)
    },
    dirty: () => !saved.current && JSON.stringify(values) !== JSON.stringify(base),
    discard() {
      draft.drop()
      setValues(base)
      setProblems({})
      setRestored(false)
    },
    postpone: () => setConflict(null),
    async settle(chosen, saves = false) {
      const theirs = conflict?.theirs ?? {}
      const next = { ...values, ...chosen }
      const version = Number(theirs.version)
      setBase({ ...base, ...Object.fromEntries(order.map((field) => [field, theirs[field]])) })
      setAt(version)
      setValues(next)
      setConflict(null)
      if (saves) await saveNow(next, version)
      else draft.keep(without(next, secret))
    },
  }
}
