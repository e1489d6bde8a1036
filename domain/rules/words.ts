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

/** Text as it is compared: without accents and case. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** How well a folded name fits folded words: it is that (0), begins so (1), has a word that begins so (2), holds it (3), does not (4). */
export function standing(name: string, asked: string): number {
  if (name === asked) return 0
  const at = name.indexOf(asked)
  if (at <= 0) return at === 0 ? 1 : 4
  return /[\p{L}\p{N}]/u.test(name[at - 1] ?? '') ? 3 : 2
}

/** The words of a text that is searched for, each once: letters and digits, parted by all else. */
export const wordsIn = (search: string): string[] => [...new Set(search.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? [])]

/** How many words a search may have, and how long each may be. */
export const MOST_WORDS = 12
export const LONGEST_WORD = 64

/** Why a text is no search, as the end of a sentence; undefined when it is one. */
export function searchFault(search: string): string | undefined {
  const words = wordsIn(search)
  if (words.length > MOST_WORDS) return `must be at most ${MOST_WORDS} different words`
  return words.some((word) => word.length > LONGEST_WORD) ? `must have no word of more than ${LONGEST_WORD} letters` : undefined
}
