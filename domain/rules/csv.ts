/** One line of a CSV file (RFC 4180), written alike by the server and the console: formulas made inert in whatever way a spreadsheet splits it. */

// Whoever splits by semicolons or tabs takes no heed of quotation marks in the middle of a cell: what follows one, or a line's end, is a cell to them.
const SEPARATOR = /([;\t\r\n]+)/
const FORMULA = /^[\s\p{Cc}\p{Cf}\p{Zs}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u
const NUMBER = /^\s*-?\d+([., \u00a0\u202f]\d+)*\s*$/
const DISARMED = /(^|[;\t\r\n])'(?=[\s\p{Cc}\p{Cf}\p{Zs}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu
const QUOTED = /[",;\t\r\n]|^\s|\s$/

const part = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text)

/** Text with an apostrophe before whatever a spreadsheet could run; an amount below zero is a number and stays one. */
export function disarmed(text: string): string {
  // A sign after a separator begins a cell only for a reader who splits there; at the beginning it does for everybody.
  const [first = '', ...rest] = text.split(SEPARATOR)
  const whole = part(first) + rest.map((each, index) => (index % 2 === 0 ? each : part(each))).join('')
  return /^[\t\r]/.test(whole) ? `'${whole}` : whole
}

/** Text as it was before it was disarmed. */
export const armed = (text: string): string => text.replace(/^'(?=[\t\r])/, '').replace(DISARMED, '$1')

/** A value as a cell. */
export function csvCell(value: string): string {
  const safe = disarmed(value)
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A line with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** Tells spreadsheets that the text is UTF-8. */
export const CSV_MARK = '\ufeff'
