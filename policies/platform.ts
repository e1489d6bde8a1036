/** Who may decide on registrations: super admins, for the platform's tenant. */
import { allow, policy } from './kit/policy'

export const platform = policy('platform', {
  'platform.approve_registration': [allow('holder')],
})
