/** What the dictionaries of all languages are made with. */

/** Words by code. */
export type Words = Record<string, string>

const numbers = new Map<string, Intl.NumberFormat>()

/** A number in the manner of a locale; what writes it is made once, for it is dear to make. */
export function numberIn(locale: string, n: number): string {
  const format = numbers.get(locale) ?? new Intl.NumberFormat(locale)
  numbers.set(locale, format)
  return format.format(n)
}

/** How many of something, in the numbers of a locale. */
export const counting =
  (locale: string) =>
  (n: number, one: string, many: string): string =>
    `${numberIn(locale, n)} ${n === 1 ? one : many}`
