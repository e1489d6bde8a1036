/** Every activity of Cien, built over one set of dependencies. */
import { auditor } from './auditor'
import { documents } from './documents'
import { files } from './files'
import { housekeeping } from './housekeeping'
import type { Deps } from './kit/deps'
import { ledger } from './ledger'
import { mail } from './mail'
import { proposals } from './proposals'
import { platform } from './platform'
import { projects } from './projects'
import { tasks } from './tasks'
import { vouchers } from './vouchers'

export const createActivities = (deps: Deps) => ({
  ...tasks(deps),
  ...documents(deps),
  ...proposals(deps),
  ...projects(deps),
  ...vouchers(deps),
  ...ledger(deps),
  ...files(deps),
  ...mail(deps),
  ...platform(deps),
  ...housekeeping(deps),
  ...auditor(deps),
})
