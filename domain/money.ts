/** Money: bigint minor units with a currency inside, decimal strings on the wire; never a float. */

/** Digits after the point by currency (ISO 4217); two unless listed. */
const DIGITS: Record<string, number> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** True for a currency code of ISO 4217. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code)

/** Digits after the point of a currency. */
export const digitsOf = (currency: string): number => DIGITS[currency] ?? 2

/** `"1200.00"` from minor units. */
export function formatMoney(minor: bigint, currency: string): string {
  const digits = digitsOf(currency)
  const sign = minor < 0n ? '-' : ''
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const AMOUNT = /^(\d{1,13})(?:\.(\d+))?$/

/**
 * Minor units of a wire amount, or undefined when it is not one: digits only, at most 13 before the point, the
 * fraction no longer than the currency's; a leading `-` only where `negative` allows it.
 */
export function parseMoney(text: string, currency: string, negative = false): bigint | undefined {
  const minus = negative && text.startsWith('-')
  const match = AMOUNT.exec(minus ? text.slice(1) : text)
  const digits = digitsOf(currency)
  if (!match) return undefined
  const [, whole = '', fraction = ''] = match
  if (fraction.length > digits) return undefined
  const minor = BigInt(whole + fraction.padEnd(digits, '0'))
  return minus ? -minor : minor
}

/** `numerator / denominator` (above zero) to the nearest whole, halves away from zero: the one rounding of Cien. */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator
  const rounded = (2n * size + denominator) / (2n * denominator)
  return numerator < 0n ? -rounded : rounded
}

/** An amount in another currency: `rate` (a decimal string) is the price of one unit of `from` in `to`; rounded half-up once. */
export function convertMoney(minor: bigint, rate: string, between: { from: string; to: string }): bigint {
  const [whole = '', fraction = ''] = rate.split('.')
  const scale = 10n ** BigInt(fraction.length + digitsOf(between.from))
  return roundHalfUp(minor * BigInt(whole + fraction) * 10n ** BigInt(digitsOf(between.to)), scale)
}

/**
 * `total` (not negative) shared by weights (not negative, not all zero): each part rounded half-up, what rounding leaves
 * goes to the biggest part, or is taken from the biggest ones, so that the parts sum to the total and none is below zero.
 */
export function splitMoney(total: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0n)
  const parts = weights.map((weight) => roundHalfUp(total * weight, all))
  let rest = total - parts.reduce((sum, part) => sum + part, 0n)
  const biggest = weights
    .map((weight, index) => ({ weight, index }))
    .sort((a, b) => Number(b.weight > a.weight) - Number(b.weight < a.weight))
  for (const { index } of biggest) {
    const part = parts[index] ?? 0n
    const given = part + rest < 0n ? -part : rest
    parts[index] = part + given
    rest -= given
    if (rest === 0n) break
  }
  return parts
}
