/** What a report is asked for stands in its address: a link shows a colleague the same figures. */
import { useLocation, useNavigate } from '@tanstack/react-router'
import type { Query } from '../kit/api/client'
import { textOf } from '../kit/language/plain'
import { useToday } from './day-range'
import { type Against, comparedWith, type Days, daysOf } from './presets'

export interface Asked extends Days {
  against: Against
  project_id: string
}

const AGAINST: readonly string[] = ['none', 'before', 'year']

/** The report's question, and how to change it. */
export function useAsked(): [Asked, (next: Partial<Asked>) => void] {
  const { search, pathname } = useLocation()
  const go = useNavigate()
  const given = search as Record<string, unknown>
  const usual = daysOf('year', useToday())
  const against = textOf(given.against)
  const asked: Asked = {
    from: textOf(given.from) || usual.from,
    to: textOf(given.to) || usual.to,
    against: AGAINST.includes(against) ? (against as Against) : 'none',
    project_id: textOf(given.project_id),
  }
  const change = (next: Partial<Asked>) => {
    const { against: beside, project_id, ...days } = { ...asked, ...next }
    const query = { ...days, ...(beside === 'none' ? {} : { against: beside }), ...(project_id ? { project_id } : {}) }
    void go({ to: pathname, search: query as never, replace: true })
  }
  return [asked, change]
}

/** The days as a query of the API. */
export function queryOf({ from, to, against, project_id }: Asked, compares: boolean): Query {
  const other = compares ? comparedWith({ from, to }, against) : undefined
  return { from, to, project_id, ...(other ? { compare: `${other.from}..${other.to}` } : {}) }
}

/** A balance sheet is of one day, compared with the day a month or a year earlier. */
export function dayQueryOf({ from, to, against, project_id }: Asked): Query {
  const other = comparedWith({ from, to }, against)
  return { at: to, project_id, ...(other ? { compare: other.to } : {}) }
}

/** Where an account's ledger stands for the same days. */
export const accountSearch = ({ from, to, project_id }: Asked): never => ({ from, to, ...(project_id ? { project_id } : {}) }) as never
