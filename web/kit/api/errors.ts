/** What the console knows of a refused or failed request: the status, the code and the fields of the envelope. */

export interface FailureData {
  reason?: string
  message?: string
  explain?: string
  rule?: string
  errors?: Record<string, string[]>
  current?: unknown
  /** Of a stale write: who changed which fields meanwhile, newest first. */
  changed?: Change[]
  allowed?: unknown
  request_id?: string
  [key: string]: unknown
}

/** What somebody did to a record; null stands for a process. */
export interface Change {
  at: string
  actor: { id: string; name: string } | null
  version: number
  action: string
  fields: string[]
}

/** A failed request. Status 0 means that no answer came: offline, or the server is away. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly data: FailureData,
    readonly retry_after: number | null,
  ) {
    super(data.explain ?? data.message ?? `HTTP ${status}`)
    this.name = 'ApiError'
  }

  get reason(): string {
    return this.data.reason ?? ''
  }

  /** True when trying again later may help, with nothing changed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502
  }
}

/** The error as an ApiError; anything unforeseen counts as a broken connection. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(0, { message: error instanceof Error ? error.message : String(error) }, null)
