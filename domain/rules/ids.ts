/** Identifiers that sort by time. */

const hex = (value: number, width: number): string => Math.floor(value).toString(16).padStart(width, '0')

/** A UUIDv7 (RFC 9562) from `now` in milliseconds and a source of numbers in [0, 1): deterministic inside a process. */
export function uuidv7(now: number, random: () => number): string {
  const time = hex(now, 12)
  const group = (width: number): string => hex(random() * 16 ** width, width)
  const variant = hex(8 + random() * 4, 1)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${group(3)}-${variant}${group(3)}-${group(6)}${group(6)}`
}
