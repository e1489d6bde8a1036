/** Every route of Cien, module by module. */
import { auditorRoutes } from './auditor'
import { documentRoutes } from './documents'
import { healthRoutes } from './health'
import { itSupportRoutes } from './it-support'
import type { Route } from './kit/route'
import { ledgerRoutes } from './ledger'
import { mailRoutes } from './mail'
import { notificationRoutes } from './notifications'
import { platformRoutes } from './platform'
import { processRoutes } from './processes'
import { projectRoutes } from './projects'
import { proposalRoutes } from './proposals'
import { referenceRoutes } from './reference'
import { reportRoutes } from './reports'
import { resourceRoutes } from './resources'
import { searchRoutes } from './search'
import { taskRoutes } from './tasks'
import { uploadRoutes } from './uploads'
import { voucherRoutes } from './vouchers'

const modules: readonly Route[] = [
  ...platformRoutes,
  ...referenceRoutes,
  ...projectRoutes,
  ...proposalRoutes,
  ...ledgerRoutes,
  ...voucherRoutes,
  ...reportRoutes,
  ...itSupportRoutes,
  ...taskRoutes,
  ...processRoutes,
  ...documentRoutes,
  ...uploadRoutes,
  ...auditorRoutes,
  ...notificationRoutes,
  ...mailRoutes,
  ...healthRoutes,
]

export const routes: readonly Route[] = [...modules, ...resourceRoutes(modules), ...searchRoutes(modules)]
