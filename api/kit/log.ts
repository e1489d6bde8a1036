/** The one logger of API and workers: JSON lines in which only named fields appear, so that no one's data ends up in a log. */
import pino, { type DestinationStream, type Logger } from 'pino'
import type { Settings } from '../../domain/settings'

/** Fields a log line may carry; they hold ids, names of ours, numbers and states, never what people typed or secrets. */
const ALLOWED = new Set(
  [
    'request_id method route path status ms code port host',
    'actor_id tenant_id session_id user_id record_type record_id task_id kind key id count reason version type stage process',
    'workflow_id run_id workflow_type activity_type attempt is_local task_queue namespace identity signal state component failpoint',
    'why provider mail_id file_id size bytes seconds',
  ].flatMap((names) => names.split(' ')),
)

const WITHHELD = '[withheld]'
const MAX_TEXT = 300

interface Failure {
  name?: unknown
  message?: unknown
  stack?: unknown
  code?: unknown
  type?: unknown
  severity?: unknown
  table?: unknown
  constraint?: unknown
  cause?: unknown
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

// Classes of database errors whose sentence names only tables, constraints and states of the server; others quote values.
const SPEAKABLE = new Set(['08', '23', '25', '40', '42', '53', '55', '57', '58'])

/** A database error repeats the statement with its values, then the server's own sentence; only the latter is ours to tell. */
function sentenceOf(failure: Failure): string {
  const message = text(failure.message) ?? ''
  const code = text(failure.code) ?? ''
  if (failure.severity === undefined) return message.slice(0, MAX_TEXT)
  return SPEAKABLE.has(code.slice(0, 2)) ? message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '') : `database error ${code}`
}

/** The frames of a stack, without the message on top of it. */
const framesOf = (failure: Failure): string | undefined => {
  const stack = text(failure.stack)
  const start = stack?.search(/^ {4}at /m) ?? -1
  return stack === undefined || start < 0 ? undefined : stack.slice(start)
}

/** An error as it may be logged: its kind, sentence, frames and cause; nothing else that it carries. */
export function plainError(error: unknown, depth = 0): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return { message: String(error).slice(0, MAX_TEXT) }
  const failure = error as Failure
  const { code, type, table, constraint, cause } = failure
  return {
    name: text(failure.name),
    message: sentenceOf(failure),
    ...Object.fromEntries(
      Object.entries({ code, type, table, constraint }).filter(([, value]) => ['string', 'number'].includes(typeof value)),
    ),
    frames: framesOf(failure),
    ...(cause !== undefined && depth < 3 ? { cause: plainError(cause, depth + 1) } : {}),
  }
}

/** A field's value: errors without what they carry, plain values as they are, structures withheld. */
function fieldOf(name: string, value: unknown): unknown {
  if (name === 'err' || name === 'error') return plainError(value)
  if (!ALLOWED.has(name)) return WITHHELD
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string') return value.slice(0, MAX_TEXT)
  return value === null || ['number', 'boolean', 'undefined'].includes(typeof value) ? value : WITHHELD
}

const onlyAllowed = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fieldOf(name, value)]))

/** Opens the logger of a process; a field that is not on the list is logged as "[withheld]". */
export function openLog(settings: Pick<Settings, 'LOG_LEVEL'>, name: string, to?: DestinationStream): Logger {
  const options = {
    level: settings.LOG_LEVEL,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: onlyAllowed },
    serializers: { err: (value: unknown) => value, error: (value: unknown) => value },
  }
  return to ? pino(options, to) : pino(options)
}
