/** The signature on generated papers: one record for each business (DOC-9). */
import { z } from 'zod'
import { invalid, notFound } from '../../domain/errors'
import { filePath, text } from '../../domain/kit/fields'
import { findFile, useUpload } from '../../db/files'
import { findSignature, findUpload, saveSignature, type SignatureRow } from '../../db/reference'
import { action, type Route } from '../kit/route'
import { serveFile } from '../kit/serve-file'

const path = '/api/admin/signature-settings'
const shared = { tag: 'settings' } as const

const view = z.object({
  id: z.uuid().nullable(),
  signature_image_path: z.string().nullable(),
  signer_name: z.string().nullable(),
  signer_title: z.string().nullable(),
  created_at: z.iso.datetime().nullable(),
  updated_at: z.iso.datetime().nullable(),
  version: z.int().meta({ description: '0 before the first save' }),
})
const body = z.strictObject({
  signature_image_path: filePath('signature_image_path').nullish(),
  signer_name: text('signer_name').nullish(),
  signer_title: text('signer_title').nullish(),
  version: z.int().min(0).optional(),
})

const present = (row: SignatureRow | undefined): Record<string, unknown> => ({
  id: row?.id ?? null,
  signature_image_path: row?.signature_image_path ?? null,
  signer_name: row?.signer_name ?? null,
  signer_title: row?.signer_title ?? null,
  created_at: row?.created_at ?? null,
  updated_at: row?.updated_at ?? null,
  version: row?.version ?? 0,
})

const IMAGES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']

const get = action({
  ...shared,
  method: 'get',
  path,
  permission: 'settings.view',
  summary: 'The signature of the business',
  answer: view,
  handle: async ({ db }) => present(await findSignature(db)),
})

const put = action({
  ...shared,
  method: 'put',
  path,
  permission: 'settings.manage',
  summary: 'Save the signature; the version may be left out the first time',
  body,
  answer: view,
  async handle({ db, by, actor, body: { version, ...given } }) {
    const row = await saveSignature(db, by, {
      version: version === 0 ? undefined : version,
      async prepare(trx, before) {
        const file_path = given.signature_image_path
        if (file_path && file_path !== before?.signature_image_path) {
          const image = await useUpload(trx, { file_path, user_id: actor.id, used_by: 'signature' }).catch((error) =>
            Promise.reject(onField(error)),
          )
          if (!IMAGES.includes(image.mime_type)) throw invalid({ signature_image_path: ['The signature image path must be an image.'] })
        }
        return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      },
    })
    return present(row)
  },
})

/** The refusal of an upload, told on the field that named it. */
function onField(error: unknown): unknown {
  const errors = (error as { details?: { errors?: Record<string, string[]> } }).details?.errors
  return errors?.file_path ? invalid({ signature_image_path: errors.file_path }) : error
}

const image = action({
  ...shared,
  method: 'get',
  path: `${path}/image`,
  permission: 'settings.view',
  summary: 'The signature image itself',
  answer: { media: 'image/*' },
  async handle(call) {
    const row = await findSignature(call.db)
    const upload = row?.signature_image_path ? await findUpload(call.db, row.signature_image_path) : undefined
    const file = upload ? await findFile(call.db, upload.file_id) : undefined
    if (!upload || !file) throw notFound()
    const seen = {
      action: 'signature_settings.viewed',
      resource: 'signature_settings',
      resource_id: row?.id ?? null,
      data: { sha256: file.sha256 },
    }
    return serveFile(call, { store: call.services.files, file, name: upload.original_name, download: false, seen })
  },
})

export const signatureRoutes: Route[] = [get, put, image]
