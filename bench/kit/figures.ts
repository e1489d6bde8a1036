/** What the bench measures and what it is held against. */

/** One line of the result. */
export interface Figure {
  row: string
  name: string
  /** The figure that is held against the target: a ratio, seconds or bytes. */
  value: number
  unit: 'x' | 's' | 's/s' | 'MB' | 'kB'
  /** Undefined for what is only told. */
  target: number | undefined
  /** Which side of the target is good. */
  better: 'lower' | 'higher'
  /** Both sides in plain figures, for people. */
  detail: string
}

/** True when a figure holds its target; undefined when it has none. */
export function holds({ value, target, better }: Figure): boolean | undefined {
  if (target === undefined) return undefined
  return better === 'lower' ? value <= target : value >= target
}

/** The value below which `share` (0 to 1) of the numbers lie; throws when there are none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort()
  const found = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  if (found === undefined) throw new Error('nothing was measured')
  return found
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)

/** `12.3 ms` */
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`
