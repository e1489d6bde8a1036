/** The secrets of one data folder: made once, readable by their owner only. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Passwords } from './postgres'

export interface Secrets {
  /** Signs tokens. Hex, 32 bytes. */
  CIEN_SECRET: string
  /** Wraps the tenants' keys. Hex, 32 bytes: without it encrypted data is lost. */
  CIEN_MASTER_KEY: string
  passwords: Passwords
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex')

/** The secrets in `<data>/secrets.json`; throws when they are gone but the data they protect is still there. */
export function openSecrets(data: string): Secrets {
  const file = join(data, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  if (existsSync(join(data, 'postgres', 'PG_VERSION'))) {
    throw new Error(`${file} is missing although ${data} holds data: restore it from your backup, or remove the folder to start afresh`)
  }
  const passwords = { postgres: hex(16), cien_owner: hex(16), cien_app: hex(16), temporal: hex(16) }
  const secrets: Secrets = { CIEN_SECRET: hex(32), CIEN_MASTER_KEY: hex(32), passwords }
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}
