/** The part of the API that a kind of person works in: the office, or a portal with what is their own. */
import type { UserType } from '../../../domain/actor'
import { sessionState } from './session'

const PORTALS: Partial<Record<UserType, string>> = {
  employee: 'employee',
  contractor: 'contractor',
  client: 'client',
  super_admin: 'platform',
}

/** `admin` for the office, else the portal's name. */
export const portalOf = (user_type: UserType | undefined): string => (user_type && PORTALS[user_type]) ?? 'admin'

/** The path of a list in the signed-in person's own part of the API. */
export const ownPath = (name: string): string => `/api/${portalOf(sessionState().me?.user_type)}/${name}`

/** True for admins and staff, who see the whole business as far as their role lets them. */
export const inOffice = (): boolean => portalOf(sessionState().me?.user_type) === 'admin'
