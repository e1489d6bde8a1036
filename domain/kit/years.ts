/** The years that records may be about: those outside are slips of the hand, and some of them no days to Postgres. */

export const FIRST_YEAR = 1900
export const LAST_YEAR = 2200

/** True for a day or instant (`YYYY-…`) within them. */
export const isPlausible = (value: string): boolean => {
  const year = Number(value.slice(0, 4))
  return year >= FIRST_YEAR && year <= LAST_YEAR
}
