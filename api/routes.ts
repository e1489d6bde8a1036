/** Every route of Cien, module by module. */
import type { Route } from './kit/route'
import { referenceRoutes } from './reference'

export const routes: readonly Route[] = [...referenceRoutes]
