/** Files that the server makes, saved on the device under the name it gives them. */
import { addressOf, exchange, failureOf, type Query } from '../api/client'
import { ApiError } from '../api/errors'
import { saveFile } from '../list/export'

/** The name in a Content-Disposition, its Unicode form first. */
function nameIn(header: string | null): string | undefined {
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1]
  return coded ? decodeURIComponent(coded) : /filename="?([^";]+)"?/i.exec(header ?? '')?.[1]
}

/** Saves what a path answers; throws ApiError. */
export async function download(path: string, query: Query, fallback: string): Promise<void> {
  const answer = await exchange(addressOf(path, query), { method: 'GET' }).catch((error: unknown) => {
    throw error instanceof ApiError ? error : new ApiError(0, {}, null)
  })
  if (!answer.ok) throw await failureOf(answer)
  saveFile(nameIn(answer.headers.get('Content-Disposition')) ?? fallback, await answer.blob())
}
