/** What every paper of a business shares: its language, its signature, the code it can be checked by. */
import { createHash, randomInt } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '../../domain/actor'
import { Refused } from '../../domain/errors'
import { MAX_PIXELS } from '../../domain/rules/images'
import { publicUrl } from '../../domain/settings'
import { findFile } from '../../db/files'
import { contentKey } from '../../db/kit/files'
import { drawPicture } from '../../db/kit/files/look'
import { issuePaper, type PaperFacts } from '../../db/kit/papers'
import { findSignature, findUpload } from '../../db/reference'
import type { Paper, PaperSignature } from './pdf'
import type { Call } from './route'

/** The language a person reads papers in. */
export const languageOf = (actor: Pick<Actor, 'locale' | 'business'>): Paper['language'] =>
  (actor.locale ?? actor.business.locale) === 'pt' ? 'pt' : 'en'

/** Letters and digits that nobody takes for one another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 5
const GROUP = 4

/** Twenty letters, a hundred bits: nobody guesses one. */
function newCode(): string {
  const group = (): string => Array.from({ length: GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

/** A code as it is kept, from what somebody typed: any case, with or without dashes, the letters that look like digits. */
export function codeIn(typed: string): string | undefined {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  if (!new RegExp(`^[${ALPHABET}]{${GROUPS * GROUP}}$`).test(plain)) return undefined
  return plain.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-')
}

/** The hash of facts in a fixed order. */
export const hashOfFacts = (facts: PaperFacts['facts']): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')

/** Gives the paper its code, the same again while its facts are the same. */
export async function codeOf(
  call: Call,
  about: Omit<PaperFacts, 'facts_hash'>,
): Promise<NonNullable<Paper['check']> & { issued_at: Date }> {
  const paper = { ...about, facts_hash: hashOfFacts(about.facts) }
  const { code, created_at } = await issuePaper(call.db, paper, { code: newCode(), issued_by_id: call.actor.id })
  return { code, url: `${publicUrl(call.services.settings)}/verify/${code}`, issued_at: created_at }
}

/** The signature of the business, its image as PNG; undefined before one is set. */
export async function signatureOf(call: Call): Promise<PaperSignature | undefined> {
  const row = await findSignature(call.db)
  if (!row || (row.signer_name === null && row.signature_image_path === null)) return undefined
  const image = row.signature_image_path ? await imageOf(call, row.signature_image_path) : undefined
  return { name: row.signer_name ?? '', title: row.signer_title ?? '', ...(image ? { image } : {}) }
}

const SIGNATURE = { width: 720, height: 240, format: 'png', max_pixels: MAX_PIXELS } as const

async function imageOf(call: Call, path: string): Promise<Buffer | undefined> {
  const { tenant_id } = call.actor
  const upload = await findUpload(call.db, path)
  const file = upload ? await findFile(call.db, upload.file_id) : undefined
  const stream = file ? await call.services.files.open(contentKey(tenant_id, file.sha256)) : undefined
  if (!stream) return undefined
  // A picture that cannot be drawn leaves the name and the line, which are the signature as well.
  return drawPicture(() => buffer(stream), SIGNATURE, { tenant_id, field: 'signature_image_path' }).catch((error: unknown) => {
    stream.destroy()
    if (!(error instanceof Refused)) throw error
    call.services.log.warn({ err: error }, 'the signature image cannot be drawn')
    return undefined
  })
}
