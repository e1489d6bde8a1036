/** Businesses with people for a run: made by SQL, signed in through the API. */
import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { openPasswords } from '../../db/kit/passwords'
import type { Machine } from './machine'
import { Wire } from './wire'

export interface Person {
  id: string
  username: string
  tenant_id: string
}

export interface Business {
  id: string
  document_type_id: string
  people: readonly Person[]
}

const PLATFORM = '00000000-0000-7000-8000-000000000000'
/** The password of everybody made here. */
export const PASSWORD = 'correct-horse-battery-2026'
const SLUGS = [
  'documents.view',
  'documents.create',
  'documents.verify',
  'documents.approve',
  'documents.manage',
  'locations.view',
  'locations.manage',
  'reports.view',
]

const PEOPLE = `insert into users (tenant_id, id, name, username, email, user_type, role_id, email_verified_at, approved_at)
  select $1, p.id::uuid, 'Person ' || p.username, p.username, p.username || '@bench.example', 'staff', $2, now(), now()
  from unnest($3::text[], $4::text[]) as p (id, username)`
const LOGINS = `insert into logins (tenant_id, id, user_tenant_id, username_key, email_key, password_hash)
  select $1, p.id::uuid, $2, p.username, p.username || '@bench.example', $5 from unnest($3::text[], $4::text[]) as p (id, username)`

async function makeBusiness(machine: Machine, name: string, at: { people: number; password_hash: string }): Promise<Business> {
  const { sql } = machine
  const [id, role_id, document_type_id] = [uuidv7(), uuidv7(), uuidv7()]
  const people = Array.from({ length: at.people }, (_, number): Person => ({ id: uuidv7(), username: `${name}.${number}`, tenant_id: id }))
  const columns = [people.map((person) => person.id), people.map((person) => person.username)]
  await sql.query("insert into businesses (tenant_id, id, name, time_zone, base_currency) values ($1, $1, $2, 'UTC', 'USD')", [id, name])
  await sql.query('insert into roles (tenant_id, id, name, slug, permission_ids) values ($1, $2, $3, $3, $4)', [
    id,
    role_id,
    'clerk',
    SLUGS,
  ])
  await sql.query(PEOPLE, [id, role_id, ...columns])
  await sql.query(LOGINS, [PLATFORM, id, ...columns, at.password_hash])
  await sql.query("insert into document_types (tenant_id, id, name) values ($1, $2, 'Contract')", [id, document_type_id])
  return { id, document_type_id, people }
}

/** `count` businesses of `people` each, all of one role that holds what the bench asks for. */
export async function makeBusinesses(machine: Machine, name: string, at: { count: number; people: number }): Promise<Business[]> {
  const password_hash = await openPasswords().hash(PASSWORD)
  const made: Business[] = []
  for (let number = 0; number < at.count; number += 1)
    made.push(await makeBusiness(machine, `${name}${number}`, { people: at.people, password_hash }))
  return made
}

/** Signs people in; answers the header of their requests by their id. Tokens live for 15 minutes. */
export async function signIn(port: number, people: readonly Person[]): Promise<Map<string, Record<string, string>>> {
  const wire = new Wire(port)
  const headers = new Map<string, Record<string, string>>()
  for (const { id, username } of people) {
    const { status, body } = await wire.send({ method: 'POST', path: '/api/login', body: { username, password: PASSWORD } })
    if (status !== 200) throw new Error(`signing in ${username} answered ${status}: ${body}`)
    headers.set(id, { authorization: `Bearer ${JSON.parse(body).data.token}` })
  }
  wire.close()
  return headers
}

const FILES = `insert into files (tenant_id, id, sha256, size_bytes, mime_type)
  select s.tenant_id::uuid, s.file_id::uuid, s.sha256, 1000, 'image/png' from unnest($1::text[], $2::text[], $3::text[]) as s (tenant_id, file_id, sha256)`
const UPLOADS = `insert into uploads (tenant_id, id, user_id, file_id, original_name, expires_at)
  select s.tenant_id::uuid, s.id::uuid, s.user_id::uuid, s.file_id::uuid, 'scan.png', now() + interval '24 hours'
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as s (tenant_id, id, user_id, file_id)`

/** Stages one picture for each of the people, as `POST /api/uploads` would; answers their `file_path`s. */
export async function stageUploads(machine: Machine, people: readonly Person[]): Promise<string[]> {
  const tenants = people.map((person) => person.tenant_id)
  const files = people.map(() => uuidv7())
  const uploads = people.map(() => uuidv7())
  const hashes = files.map((id) => createHash('sha256').update(id).digest('hex'))
  await machine.sql.query(FILES, [tenants, files, hashes])
  await machine.sql.query(UPLOADS, [tenants, uploads, people.map((person) => person.id), files])
  return uploads.map((id) => `uploads/${id}`)
}
