/** What the dictionaries of all languages are made with. */

/** Words by code. */
export type Words = Record<string, string>

const GROUPS: Record<string, string> = { en: ',', 'pt-BR': '.' }

/** A whole number in the manner of a locale. Not by Intl: making its first format takes longer than drawing a list. */
export const numberIn = (locale: string, n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, GROUPS[locale] ?? ' ')

/** How many of something, in the numbers of a locale. */
export const counting =
  (locale: string) =>
  (n: number, one: string, many: string): string =>
    `${numberIn(locale, n)} ${n === 1 ? one : many}`
