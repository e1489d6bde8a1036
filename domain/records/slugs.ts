/** From the type of a record to the slug of its rights. */
import type { Resource } from '../kit/resource'
import * as auditor from './auditor'
import * as documents from './documents'
import * as itSupport from './it-support'
import * as ledger from './ledger'
import * as platform from './platform'
import * as projects from './projects'
import * as proposals from './proposals'
import * as reference from './reference'
import * as vouchers from './vouchers'

const isResource = (value: unknown): value is Resource => typeof value === 'object' && value !== null && 'slug' in value && 'type' in value

const MODULES: readonly Record<string, unknown>[] = [
  auditor,
  documents,
  itSupport,
  ledger,
  platform,
  projects,
  proposals,
  reference,
  vouchers,
]

const SLUGS: ReadonlyMap<string, string> = new Map(
  MODULES.flatMap((module) => Object.values(module).flat())
    .filter(isResource)
    .map(({ type, slug }) => [type, slug]),
)

/** The slug before the dot of every right to records of a type; undefined for types that no role holds rights to. */
export const slugOfType = (type: string): string | undefined => SLUGS.get(type)
