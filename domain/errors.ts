/** The one refusal of Cien: a code, a sentence and, where it helps, the state that forbids it. */

/** What a refusal may carry: `data` of the answer, `errors` by field for a 422. */
export interface RefusalDetails {
  errors?: Record<string, string[]>
  current?: unknown
  allowed?: unknown
  rule?: string
  explain?: string
  retry_after?: number
  [key: string]: unknown
}

export type RefusalStatus = 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503

/** A refusal in plain data, as it travels through Temporal. */
export interface Refusal {
  status: RefusalStatus
  code: string
  message: string
  details?: RefusalDetails
}

const MESSAGES: Record<RefusalStatus, string> = {
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  413: 'Payload too large',
  415: 'Unsupported media type',
  422: 'Validation failed',
  429: 'Too many requests',
  503: 'Unavailable',
}

/** The `msg` of the envelope for a status (seed C, ADM-013). */
export const messageOf = (status: RefusalStatus): string => MESSAGES[status]

/** Thrown wherever something is refused; the API turns it into its answer, a process into its failure. */
export class Refused extends Error {
  readonly status: RefusalStatus
  readonly code: string
  readonly details: RefusalDetails

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = 'Refused'
    this.status = refusal.status
    this.code = refusal.code
    this.details = refusal.details ?? {}
  }
}

/** 404: no such record, or another business's; nothing more is ever said. */
export const notFound = (): Refused => new Refused({ status: 404, code: 'not_found', message: 'Not found' })

/** 409 with the state now; `code` is `data.reason`. */
export const conflict = (code: string, message: string, details: RefusalDetails = {}): Refused =>
  new Refused({ status: 409, code, message, details })

/** 403; `code` is the missing slug or the name of the rule. */
export const forbidden = (code: string, message: string, details: RefusalDetails = {}): Refused =>
  new Refused({ status: 403, code, message, details: { explain: message, ...details } })

/** 422 with every wrong field. */
export const invalid = (errors: Record<string, string[]>): Refused =>
  new Refused({ status: 422, code: 'invalid', message: 'Validation failed', details: { errors } })

/** 409 for a write that was made on an older version of the record. */
export const staleVersion = (current: unknown): Refused =>
  conflict('stale_version', 'The record has changed since you read it.', { current })
