/** Every route of Cien, module by module. */
import { documentRoutes } from './documents'
import type { Route } from './kit/route'
import { referenceRoutes } from './reference'
import { taskRoutes } from './tasks'
import { uploadRoutes } from './uploads'

export const routes: readonly Route[] = [...referenceRoutes, ...taskRoutes, ...documentRoutes, ...uploadRoutes]
