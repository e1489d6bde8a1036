/** Dates, amounts and sizes as the person reads them: their language, their zone, the business's zone named when it differs. */
import { useMe } from '../shell/me'
import { useLanguage } from './language'

export interface Format {
  /** A calendar day; no zone is involved. */
  date(value: string): string
  /** A calendar day without its year, for the axis of a chart. */
  dayMonth(value: string): string
  /** A month such as `2026-03`. */
  bookMonth(value: string): string
  instant(value: string): string
  /** The time of an instant alone. */
  time(value: Date): string
  /** A day of the person's calendar with its weekday. */
  day(value: Date): string
  weekday(value: Date): string
  month(value: Date): string
  /** From one day to another. */
  range(from: Date, to: Date): string
  /** 0 where weeks begin on Sunday, 1 on Monday. */
  first_weekday: number
  /** "3 hours ago", "in 2 days". */
  relative(value: string, now?: number): string
  /** The same instant in the business's zone, when that is another one. */
  inBusinessZone(value: string): string | null
  money(value: string, currency?: string): string
  number(value: number): string
  /** A share of one. */
  percent(share: number): string
  /** Short, for the axis of a chart: 1.2M. */
  compact(value: number): string
  bytes(value: number): string
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Makes what is dear to make when it is first asked for. */
function late<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function relativeIn(locale: string) {
  const relative = late(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  return (value: string, now = Date.now()): string => {
    const ms = Date.parse(value) - now
    const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? ['second', 1000]
    return unit === 'second' ? relative().format(0, 'second') : relative().format(Math.round(ms / size), unit)
  }
}

function bytesIn(number: () => Intl.NumberFormat) {
  return (value: number): string => {
    if (value < 1000) return `${value} B`
    return value < 1_000_000 ? `${number().format(Math.round(value / 1000))} kB` : `${number().format(Math.round(value / 100_000) / 10)} MB`
  }
}

const dates = (locale: string, options: Intl.DateTimeFormatOptions): (() => Intl.DateTimeFormat) =>
  late(() => new Intl.DateTimeFormat(locale, options))
const numbers = (locale: string, options: Intl.NumberFormatOptions = {}): (() => Intl.NumberFormat) =>
  late(() => new Intl.NumberFormat(locale, options))

function daysIn(locale: string): Pick<Format, 'time' | 'day' | 'weekday' | 'month' | 'range' | 'first_weekday'> {
  const time = dates(locale, { timeStyle: 'short' })
  const day = dates(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const weekday = dates(locale, { weekday: 'short' })
  const month = dates(locale, { month: 'long', year: 'numeric' })
  const range = dates(locale, { day: 'numeric', month: 'long', year: 'numeric' })
  return {
    time: (value) => time().format(value),
    day: (value) => day().format(value),
    weekday: (value) => weekday().format(value),
    month: (value) => month().format(value),
    range: (from, to) => range().formatRange(from, to),
    first_weekday: locale === 'pt-BR' ? 0 : 1,
  }
}

interface Place {
  time_zone: string
  base_currency: string
}

/** One way to write amounts for each currency. */
function moneyIn(locale: string) {
  const made = new Map<string, Intl.NumberFormat>()
  return (value: string, currency: string): string => {
    const format = made.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
    made.set(currency, format)
    // Format takes the decimal string itself, so that no amount passes through a float.
    return format.format(value as unknown as number)
  }
}

function makeFormats(language: string, business: Place): Format {
  const locale = language === 'pt' ? 'pt-BR' : 'en-GB'
  const day = dates(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const short = dates(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const books = dates(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const moment = dates(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const number = numbers(locale)
  const percent = numbers(locale, { style: 'percent', maximumFractionDigits: 1 })
  const compact = numbers(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const money = moneyIn(locale)
  const there = business.time_zone
  const moment_there = dates(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: there })
  return {
    ...daysIn(locale),
    date: (value) => day().format(new Date(`${value.slice(0, 10)}T00:00:00Z`)),
    dayMonth: (value) => short().format(new Date(`${value.slice(0, 10)}T00:00:00Z`)),
    bookMonth: (value) => books().format(new Date(`${value}-01T00:00:00Z`)),
    instant: (value) => moment().format(new Date(value)),
    relative: relativeIn(locale),
    inBusinessZone: (value) => (there === ownZone() ? null : `${moment_there().format(new Date(value))} (${there.replace(/_/g, ' ')})`),
    money: (value, currency = business.base_currency) => money(value, currency),
    number: (value) => number().format(value),
    percent: (share) => percent().format(share),
    compact: (value) => compact().format(value),
    bytes: bytesIn(number),
  }
}

const made = new Map<string, Format>()

/** Formats for a language, the business's zone and its currency; made once, for each of the browser's own is dear to make. */
export function formatsOf(language: string, business: Place): Format {
  const name = [language, business.time_zone, business.base_currency].join(' ')
  const formats = made.get(name) ?? makeFormats(language, business)
  made.set(name, formats)
  return formats
}

const NOWHERE = { time_zone: 'UTC', base_currency: 'EUR' }

/** The formats of the signed-in person. */
export function useFormat(): Format {
  const { language } = useLanguage()
  return formatsOf(language, useMe()?.business ?? NOWHERE)
}
