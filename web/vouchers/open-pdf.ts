/** Papers open in a tab of their own; they need the person's token, so the bytes are fetched first. */
import { getFile } from '../kit/api/client'

/** Opens a PDF of the API; the tab is opened at once, because browsers refuse one that comes late. */
export async function openPdf(path: string): Promise<void> {
  const tab = window.open('', '_blank')
  try {
    const url = URL.createObjectURL(await getFile(path))
    if (tab) tab.location.href = url
    else window.location.href = url
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  } catch (error) {
    tab?.close()
    throw error
  }
}
