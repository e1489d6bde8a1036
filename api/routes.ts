/** Every route of Cien, module by module. */
import { documentRoutes } from './documents'
import { healthRoutes } from './health'
import { itSupportRoutes } from './it-support'
import type { Route } from './kit/route'
import { notificationRoutes } from './notifications'
import { platformRoutes } from './platform'
import { projectRoutes } from './projects'
import { referenceRoutes } from './reference'
import { taskRoutes } from './tasks'
import { uploadRoutes } from './uploads'

export const routes: readonly Route[] = [
  ...platformRoutes,
  ...referenceRoutes,
  ...projectRoutes,
  ...itSupportRoutes,
  ...taskRoutes,
  ...documentRoutes,
  ...uploadRoutes,
  ...notificationRoutes,
  ...healthRoutes,
]
