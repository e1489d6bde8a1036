/** Every route of Cien, module by module. */
import { documentRoutes } from './documents'
import type { Route } from './kit/route'
import { platformRoutes } from './platform'
import { referenceRoutes } from './reference'
import { taskRoutes } from './tasks'
import { uploadRoutes } from './uploads'

export const routes: readonly Route[] = [...platformRoutes, ...referenceRoutes, ...taskRoutes, ...documentRoutes, ...uploadRoutes]
