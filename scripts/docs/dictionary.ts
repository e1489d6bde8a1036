/** The data dictionary: every record that has a definition, field by field. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { metaOf } from '../../domain/kit/fields'
import type { Resource } from '../../domain/kit/resource'
import { isPermission } from '../../policies/permissions'

const FOLDER = join(__dirname, '..', '..', 'domain', 'records')

const isResource = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && 'fields' in value && 'slug' in value && 'list' in value && 'table' in value

/** All definitions of `domain/records`, by path name. */
export function allResources(): Resource[] {
  const modules = readdirSync(FOLDER).map((file): Record<string, unknown> => require(join(FOLDER, file)))
  const found = new Set(modules.flatMap((module) => Object.values(module).filter(isResource)))
  return [...found].sort((a, b) => a.name.localeCompare(b.name))
}

const yes = (list: readonly string[], name: string): string => (list.includes(name) ? 'yes' : '')

function fieldRow(resource: Resource, name: string): string {
  const schema = resource.fields[name]
  if (!schema) throw new Error(`${resource.name} has no field ${name}`)
  const { kind, to, options } = metaOf(schema)
  const what = options ? options.map((option) => `\`${option}\``).join(' ') : to ? `${kind} → ${to}` : kind
  return `| \`${name}\` | ${what} | ${yes(resource.required, name)} | ${yes(resource.create, name)} | ${yes(resource.update, name)} | ${yes(resource.unique, name)} |`
}

function section(resource: Resource): string {
  const owner = resource.process ? ` Its status belongs to the process \`${resource.process}\`.` : ''
  const slugs = [`${resource.slug}.view`, `${resource.slug}.manage`].filter(isPermission)
  const rights = slugs.length > 0 ? `slugs ${slugs.map((slug) => `\`${slug}\``).join(' and ')}` : 'by rules of its own'
  return [
    `## ${resource.name}`,
    '',
    `Type \`${resource.type}\`, table \`${resource.table}\`, ${rights}.${owner}`,
    '',
    '| field | kind | required | create | change | unique |',
    '|---|---|---|---|---|---|',
    ...Object.keys(resource.fields).map((name) => fieldRow(resource, name)),
    '',
  ].join('\n')
}

/** The page. */
export const dictionaryPage = (): string =>
  `# Data dictionary\n\nFrom the definitions in \`domain/records/\`. Every record also carries \`id\`, \`created_at\`, \`updated_at\` and \`version\`.\n\n${allResources().map(section).join('\n')}`
