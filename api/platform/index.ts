/** The platform module's routes: sign-in, people, roles, businesses, audit, troubleshooting. */
import type { Route } from '../kit/route'
import { auditRoutes } from './audit'
import { businessRoutes } from './businesses'
import { registrationRoutes } from './registration'
import { roleRoutes } from './roles'
import { sessionRoutes } from './sessions'
import { userRoutes } from './users'
import { whyRoutes } from './why'

export const platformRoutes: Route[] = [
  ...sessionRoutes,
  ...userRoutes,
  ...roleRoutes,
  ...businessRoutes,
  ...registrationRoutes,
  ...auditRoutes,
  ...whyRoutes,
]
