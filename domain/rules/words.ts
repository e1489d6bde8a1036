/** Words made from other words. */

/** A slug as in seed C, ADM-003: `"Electrical Works"` → `"electrical-works"`; accents are folded, `''` when nothing is left. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')

/** `project id` for `project_id`: how a field is named in a sentence. */
export const wordsOf = (field: string): string => field.replace(/[_-]/g, ' ')
