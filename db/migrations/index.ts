/** Every step of the schema, in order; a merged step is never edited. */
import type { Migration } from '../kit/migrate'
import { platform } from './0001-platform'
import { processes } from './0002-processes'
import { reference } from './0003-reference'
import { documentTables } from './0004-documents'
import { platformAttempts } from './0005-platform-attempts'
import { housekeeping } from './0006-housekeeping'
import { projectTables } from './0007-projects'
import { moneyTables } from './0008-money'
import { siteRecords } from './0009-site-records'
import { generalLedger } from './0010-general-ledger'
import { voucherTables } from './0011-vouchers'
import { auditor } from './0012-auditor'
import { projectMembers } from './0013-project-members'
import { statements } from './0014-statements'
import { newestFirst } from './0015-newest-first'
import { lists } from './0016-lists'
import { search } from './0017-search'

export const migrations: readonly Migration[] = [
  platform,
  processes,
  reference,
  documentTables,
  platformAttempts,
  housekeeping,
  projectTables,
  moneyTables,
  siteRecords,
  generalLedger,
  voucherTables,
  auditor,
  projectMembers,
  statements,
  newestFirst,
  lists,
  search,
]
