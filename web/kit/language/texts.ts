/** What the dictionaries of all languages are made with. */

/** Words by code. */
export type Words = Record<string, string>

/** How many of something, in the numbers of a locale. */
export const counting =
  (locale: string) =>
  (n: number, one: string, many: string): string =>
    `${n.toLocaleString(locale)} ${n === 1 ? one : many}`
