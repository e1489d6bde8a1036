/** Instants as they arrive from Postgres: dates that know how they are written, for most are read only to be shown. */
import { types } from 'pg'

// Sessions run in UTC, so nearly every instant has this form; a list holds a hundred of them. Years of three digits mean others to Date.UTC.
const inUtc = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/
const anyInstant: (text: string) => unknown = types.getTypeParser(types.builtins.TIMESTAMPTZ)

/** The number in two digits of a text. */
const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

const milliseconds = (text: string): string => (text.length === 22 ? '000' : text.slice(20, -3).slice(0, 3).padEnd(3, '0'))

/** A date whose JSON is cut from the text it came as. */
class StoredInstant extends Date {
  readonly #text: string

  constructor(text: string) {
    const day = [two(text, 0) * 100 + two(text, 2), two(text, 5) - 1, two(text, 8)] as const
    super(Date.UTC(...day, two(text, 11), two(text, 14), two(text, 17), Number(milliseconds(text))))
    this.#text = text
  }

  override toJSON(): string {
    return `${this.#text.slice(0, 10)}T${this.#text.slice(11, 19)}.${milliseconds(this.#text)}Z`
  }
}

/** Reads a `timestamptz`. */
export const readInstant = (text: string): unknown => (inUtc.test(text) ? new StoredInstant(text) : anyInstant(text))
