/** Registrations: what they bring, and when those that nobody verifies are reminded and expire (TEN-2). */

export const REGISTRATION_STATUSES = ['unverified', 'verified', 'approved', 'rejected', 'expired'] as const
export type RegistrationStatus = (typeof REGISTRATION_STATUSES)[number]

/** Hours after which somebody who has not verified is reminded, and after which the names are free again. */
export const REMIND_HOURS = [24, 48] as const
export const EXPIRE_HOURS = 72

/** What a registration brings; the password as its hash. */
export interface RegistrationData {
  business_id: string
  user_id: string
  business_name: string
  name: string
  username: string
  email: string
  password_hash: string
  time_zone: string
  base_currency: string
  locale: string
}
