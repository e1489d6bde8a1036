/** Sends one file to the staging area and tells how far it has come. */
import { ApiError, type FailureData } from './errors'
import { distrust, liveToken } from './session'
import type { Upload } from './types'

export interface UploadHandle {
  done: Promise<Upload>
  abort(): void
}

interface Body {
  data?: Upload & FailureData
}

function readBody(request: XMLHttpRequest): Body {
  try {
    return JSON.parse(request.responseText) as Body
  } catch {
    // A proxy's page has no envelope: the status alone says what happened.
    return {}
  }
}

function attempt(request: XMLHttpRequest, file: File, token: string): Promise<Upload> {
  return new Promise((done, fail) => {
    request.open('POST', '/api/uploads')
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.onload = () => {
      const body = readBody(request)
      if (request.status === 201 && body.data) done(body.data)
      else fail(new ApiError(request.status, body.data ?? {}, Number(request.getResponseHeader('Retry-After')) || null))
    }
    request.onerror = () => fail(new ApiError(0, {}, null))
    request.onabort = () => fail(new DOMException('The upload was stopped', 'AbortError'))
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}

/** Starts the upload; `progress` is told a share between 0 and 1. */
export function upload(file: File, progress: (share: number) => void): UploadHandle {
  const request = new XMLHttpRequest()
  let stopped = false
  request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0)
  const run = async (): Promise<Upload> => {
    const token = await liveToken()
    if (stopped) throw new DOMException('The upload was stopped', 'AbortError')
    try {
      return await attempt(request, file, token)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      distrust(token)
      return attempt(request, file, await liveToken())
    }
  }
  return {
    done: run(),
    abort() {
      stopped = true
      request.abort()
    },
  }
}
