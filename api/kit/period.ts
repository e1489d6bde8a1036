/** `from` and `to` of a query: instants, or days of the business's zone, the last day included. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { day as dayText, moment as momentText } from '../../domain/kit/fields'

const moment = z.union([dayText(), momentText()]).optional()

/** The two query names, for `listQuery`'s `more` or a strict query of their own. */
export const periodQuery = { from: moment, to: moment }

/** The period asked for, `to` exclusive; 422 when it ends before or as it begins. */
export function periodIn(query: Record<string, unknown>, zone: string): { from?: Date; to?: Date } {
  const read = (name: 'from' | 'to'): Date | undefined => {
    const text = query[name]
    if (typeof text !== 'string') return undefined
    const day = text.length === 10 ? DateTime.fromISO(text, { zone }).startOf('day') : undefined
    if (!day) return new Date(text)
    return (name === 'to' ? day.plus({ days: 1 }) : day).toJSDate()
  }
  const [from, to] = [read('from'), read('to')]
  if (from && to && to <= from) throw invalid({ to: ['The to field must be after from.'] })
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) }
}
