/** The general ledger (api.md §6). */
import type { Route } from '../kit/route'
import { accountRoutes } from './accounts'

export const ledgerRoutes: Route[] = [...accountRoutes]
