/** Words for codes: the dictionary's, else the code itself made readable, so that a new record type needs no text. */
import type { ApiError } from '../api/errors'
import type { Dictionary } from './en'

/** `default_duration_days` → `Default duration days`. */
export function readable(code: string): string {
  const words = code
    .replace(/_(id|at)$/, '')
    .replace(/[._-]+/g, ' ')
    .trim()
  return words === '' ? code : words.charAt(0).toUpperCase() + words.slice(1)
}

type Group =
  | 'fields'
  | 'titles'
  | 'types'
  | 'values'
  | 'outcomes'
  | 'decided'
  | 'taskKinds'
  | 'steps'
  | 'notificationKinds'
  | 'setupSteps'
  | 'moduleNames'
  | 'verbs'

/** The word for a code of a group. Labels may carry their module (`users.role`): the last part counts. */
export function wordOf(text: Dictionary, group: Group, code: string): string {
  const words = text[group]
  // `users.title` names the whole of its module, `users.role` one of its fields.
  const plain = code.replace(/\.title$/, '')
  const last = plain.slice(plain.lastIndexOf('.') + 1)
  return words[code] ?? words[last] ?? readable(group === 'titles' || group === 'fields' ? last : code)
}

const CALL = /^(get|post|put|delete) \/api\/(?:(?:admin|platform|employee|contractor|client)\/)?([\w-]+)(?:\/:\w+)?(?:\/([\w-]+))?/
const CALL_VERBS: Record<string, string> = { get: 'view', post: 'create', put: 'update', delete: 'delete' }

/** A refused call as the deed it would have been: `put /api/admin/locations/:id` is `locations.update`. */
function deedAsked(code: string): string {
  const [, method = '', module = '', verb] = CALL.exec(code) ?? []
  return module === '' ? code : `${module.replace(/-/g, '_')}.${(verb ?? CALL_VERBS[method] ?? '').replace(/-/g, '_')}`
}

/** What a code of the audit log says: `documents.viewed` is "Documents: viewed". */
export function deedOf(text: Dictionary, given: string): string {
  const code = deedAsked(given)
  const at = code.lastIndexOf('.')
  const verb = code.slice(at + 1)
  const word = text.steps[verb] ?? wordOf(text, 'verbs', verb)
  if (at < 0) return word
  return `${wordOf(text, 'moduleNames', code.slice(0, at))}: ${word.charAt(0).toLowerCase()}${word.slice(1)}`
}

/** Rights by module, in words: "Documents: view, create". */
export function rightsOf(text: Dictionary, slugs: readonly string[]): { module: string; rights: string }[] {
  const modules = new Map<string, string[]>()
  for (const slug of slugs) {
    const at = slug.lastIndexOf('.')
    const module = wordOf(text, 'moduleNames', at < 0 ? slug : slug.slice(0, at))
    modules.set(module, [...(modules.get(module) ?? []), wordOf(text, 'verbs', at < 0 ? 'manage' : slug.slice(at + 1))])
  }
  return [...modules].map(([module, verbs]) => ({ module, rights: verbs.join(', ') }))
}

/** The server's sentence about a wrong field in the person's language. */
export function fieldError(text: Dictionary, sentence: string): string {
  for (const [pattern, words] of text.fieldErrors) {
    if (pattern.test(sentence)) return sentence.replace(pattern, words)
  }
  return sentence
}

/** Why something was refused: the code's sentence, else the server's own. */
export function reasonOf(text: Dictionary, reason: string | null | undefined, explain?: string | null): string {
  if (reason && text.reasons[reason]) return text.reasons[reason]
  if (explain) return explain
  return reason ? text.states.missingRight(reason) : text.states.failed
}

/** Why a request was refused, in one sentence: the first wrong field, or the reason. */
export function whyRefused(text: Dictionary, { reason, data }: Pick<ApiError, 'reason' | 'data'>): string {
  const [wrong] = Object.values(data.errors ?? {}).flat()
  return wrong === undefined ? reasonOf(text, reason, data.explain ?? data.message) : fieldError(text, wrong)
}
