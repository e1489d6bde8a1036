/** One of the projects the person may see: all in the office, one's own in a portal. */
import { useQuery } from '@tanstack/react-query'
import { ownPath } from '../api/portal'
import { one } from '../api/queries'
import type { Named } from '../api/types'
import { sessionState } from '../api/session'
import { RecordPicker } from './pickers'

interface Props {
  label?: string
  'aria-label'?: string
  placeholder?: string
  error?: string
  required?: boolean
  value: string | null
  set(value: string | null): void
}

/** Lists of employees and contractors are short: their names are among the choices. */
const hasPage = (): boolean => ['admin', 'staff', 'client'].includes(sessionState().me?.user_type ?? '')

export function ProjectPicker({ value, ...props }: Props) {
  const chosen = useQuery({ ...one<Named>(`${ownPath('projects')}/${value}`), enabled: value !== null && hasPage() }).data
  const known = value !== null && chosen ? [{ value, label: chosen.name }] : []
  return <RecordPicker {...props} to="projects" by="id" known={known} value={value} />
}
