/** Pictures of projects: the office by slug, employees their own, clients those of their projects. */
import { z } from 'zod'
import { invalid, notFound } from '../../domain/errors'
import { filePath } from '../../domain/kit/fields'
import { answerOf, createBody } from '../../domain/kit/resource'
import { gallery as resource } from '../../domain/records/projects'
import { checkUpload, findFile, findUsed, useUpload } from '../../db/files'
import { belongingTo, ofClient } from '../../db/projects/own'
import { inTransaction } from '../../db/kit/client'
import { findRecord, insertRecord, type Row } from '../../db/kit/records'
import { crud, idParams } from '../kit/crud'
import { madeBefore } from '../kit/made-before'
import { presenterOf } from '../kit/present'
import { action, type Call, type Route } from '../kit/route'
import { serveFile } from '../kit/serve-file'
import { behind, type Door, officeDoor, portalDoor, readRoutes, requireProject } from './door'
import { keepThumbnail } from './thumbnail'

const IMAGES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']
const present = presenterOf(resource)
const answer = answerOf(resource).extend({ has_thumbnail: z.boolean() })
const show = (row: Row): Record<string, unknown> => ({ ...present(row, ''), has_thumbnail: row.thumbnail_file_id !== null })

const usedBy = (id: string): string => `${resource.type}/${id}`

/** A picture from an upload that nothing uses yet, with its thumbnail. */
async function add(call: Call<unknown, unknown, Record<string, unknown>>): Promise<Row> {
  const { actor, db, by, effect_id: id } = call
  const { file_path, ...values } = call.body as { file_path: string } & Record<string, unknown>
  const asked = { file_path, user_id: actor.id }
  const upload = await checkUpload(db, asked)
  if (!IMAGES.includes(upload.mime_type)) throw invalid({ file_path: ['The file path must name a picture: PNG, JPEG, WebP or GIF.'] })
  const thumbnail_file_id = await keepThumbnail(call, upload.sha256)
  return inTransaction(db, async (trx) => {
    const { file_id } = await useUpload(trx, { ...asked, used_by: usedBy(id) })
    const own = { file_id, thumbnail_file_id, uploaded_by_id: actor.id }
    const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value != null))
    return insertRecord(trx, by, { resource, values: { ...said, ...own }, id })
  })
}

const addRoute = (door: Door): Route =>
  action({
    method: 'post',
    path: door.path,
    permission: door.manage,
    tag: door.tag,
    resource,
    summary: 'Add a picture from an upload',
    status: 201,
    body: createBody(resource).extend({ file_path: filePath('file_path') }),
    answer,
    async handle(call) {
      const done = await madeBefore(call, () => findRecord(call.db, resource, call.effect_id))
      if (!done) await requireProject(call, door, (call.body as { project_id: string }).project_id)
      return show(done ?? (await add(call)))
    },
  })

/** The picture and its small one; where there is no small one, the picture itself. */
const fileRoutes = (door: Door): Route[] =>
  (['file', 'thumbnail'] as const).map((name) =>
    action({
      method: 'get',
      path: `${door.path}/:id/${name}`,
      permission: door.view,
      tag: door.tag,
      summary: name === 'file' ? 'The picture itself' : 'A small WebP of it',
      params: idParams,
      query: z.strictObject({ download: z.enum(['0', '1']).optional() }),
      answer: { media: 'image/*' },
      async handle(call) {
        const row = await behind(door, resource, call)
        const small = name === 'thumbnail' && typeof row.thumbnail_file_id === 'string' ? row.thumbnail_file_id : undefined
        const [file, used] = await Promise.all([findFile(call.db, small ?? String(row.file_id)), findUsed(call.db, usedBy(row.id))])
        if (!file) throw notFound()
        const original = used?.original_name ?? 'picture'
        const shown = small ? `${original.replace(/\.[^.]*$/, '')}.webp` : original
        const download = call.query.download === '1'
        const seen = {
          action: download ? 'gallery.downloaded' : 'gallery.viewed',
          resource: resource.type,
          resource_id: row.id,
          data: { picture: name },
          // A page shows many at once, and again at each visit.
          repeats: name === 'thumbnail',
        }
        return serveFile(call, { store: call.services.files, file, name: shown, download, seen })
      },
    }),
  )

const office = officeDoor(resource)
const employee = portalDoor('/api/employee/gallery', (id) => belongingTo('uploaded_by_id', id))
const client = portalDoor('/api/client/gallery', ofClient)

export const galleryRoutes: Route[] = [
  ...readRoutes(office, resource, { answer, show }),
  ...crud(resource, { without: ['list', 'get', 'post'] }),
  ...[office, employee].map(addRoute),
  ...readRoutes(employee, resource, { answer, show }),
  ...readRoutes(client, resource, { answer, show }),
  ...[office, employee, client].flatMap(fileRoutes),
]
