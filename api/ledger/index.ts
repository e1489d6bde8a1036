/** The general ledger (api.md §6). */
import type { Route } from '../kit/route'
import { accountRoutes } from './accounts'
import { importRoutes } from './import'
import { journalRoutes } from './journals'
import { periodRoutes } from './periods'
import { verifyRoutes } from './verify'

export const ledgerRoutes: Route[] = [...accountRoutes, ...journalRoutes, ...importRoutes, ...periodRoutes, ...verifyRoutes]
