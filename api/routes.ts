/** Every route of Cien, module by module. */
import { documentRoutes } from './documents'
import { taskRoutes } from './tasks'
import { uploadRoutes } from './uploads'
import type { Route } from './kit/route'
import { referenceRoutes } from './reference'

export const routes: readonly Route[] = [...referenceRoutes, ...documentRoutes]
