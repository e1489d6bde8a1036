/** Every migration, in the order of the file names of this folder; a merged one is never edited. */
import { exportsOf } from '../../domain/kit/modules'
import type { Migration } from '../kit/migrate'

const isMigration = (value: unknown): value is Migration =>
  typeof value === 'object' && value !== null && 'name' in value && 'up' in value && 'down' in value

export const migrations: readonly Migration[] = exportsOf(__dirname, isMigration).sort((a, b) => (a.name < b.name ? -1 : 1))
