/** Every activity of Cien, built over one set of dependencies. */
import { documents } from './documents'
import { files } from './files'
import { housekeeping } from './housekeeping'
import type { Deps } from './kit/deps'
import { mail } from './mail'
import { tasks } from './tasks'

export const createActivities = (deps: Deps) => ({
  ...tasks(deps),
  ...documents(deps),
  ...files(deps),
  ...mail(deps),
  ...housekeeping(deps),
})
