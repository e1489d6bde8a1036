/** Heads of the audit chains, kept outside the database, where whoever can rewrite the database cannot rewrite them. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Head } from '../../db/audit-chain'

export interface Anchors {
  read(tenant_id: string): Promise<Head | undefined>
  /** Keeps a head; an older one is left where it is when the new one is not further on. */
  write(tenant_id: string, head: Head): Promise<void>
}

/** One small file for each business in `<data>/audit-anchors`. */
export function openAnchors(data: string): Anchors {
  const folder = path.join(data, 'audit-anchors')
  const file = (tenant_id: string): string => path.join(folder, `${tenant_id}.json`)
  const read = async (tenant_id: string): Promise<Head | undefined> => {
    try {
      return JSON.parse(await fs.readFile(file(tenant_id), 'utf8')) as Head
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
  return {
    read,
    async write(tenant_id, head) {
      const known = await read(tenant_id)
      if (known && known.seq >= head.seq) return
      await fs.mkdir(folder, { recursive: true })
      const next = `${file(tenant_id)}.${process.pid}`
      await fs.writeFile(next, `${JSON.stringify({ seq: head.seq, hash: head.hash, at: new Date().toISOString() })}\n`, { mode: 0o600 })
      await fs.rename(next, file(tenant_id))
    },
  }
}
