/** Reference data of seed C (api.md §3): plain records on the registry, and the few rules they need. */
import { invalid } from '../../domain/errors'
import * as records from '../../domain/records/reference'
import { slugOf } from '../../domain/rules/words'
import { crud, type CrudRules } from '../kit/crud'
import type { Route } from '../kit/route'
import { setupRoutes } from './setup'
import { signatureRoutes } from './signature'

/** `phase_key` comes from the name once and then stays (ADM-003). */
const phaseLibrary: CrudRules = {
  async prepare(trx, values, { current }) {
    if (current) return values
    const phase_key = slugOf(String(values.name))
    if (phase_key === '') throw invalid({ name: ['The name field must hold a letter or a digit.'] })
    const taken = await trx('phase_library').where({ tenant_id: trx.userParams.tenant_id, phase_key }).first('id')
    if (taken) throw invalid({ name: ['The name has already been taken: its phase key exists.'] })
    return { ...values, phase_key }
  },
}

/** A template names phases of the library, each once. */
const projectTemplates: CrudRules = {
  async prepare(trx, values) {
    const asked = values.phase_keys as string[] | undefined
    if (!asked) return values
    const known = await trx('phase_library').where({ tenant_id: trx.userParams.tenant_id }).whereIn('phase_key', asked).pluck('phase_key')
    const unknown = asked.filter((key) => !known.includes(key))
    if (unknown.length > 0) throw invalid({ phase_keys: [`Not in the phase library: ${unknown.join(', ')}.`] })
    if (new Set(asked).size !== asked.length) throw invalid({ phase_keys: ['The phase keys field has a duplicate value.'] })
    return values
  },
}

/** Linking a user makes that user a contractor (ADM-008). */
const subcontractors: CrudRules = {
  async prepare(trx, values) {
    if (typeof values.trade_type === 'string') {
      const known = await trx('trade_types').where({ tenant_id: trx.userParams.tenant_id, name: values.trade_type }).first('id')
      if (!known) throw invalid({ trade_type: ['The selected trade type is invalid.'] })
    }
    if (typeof values.user_id === 'string') {
      const user = await trx('users').where({ tenant_id: trx.userParams.tenant_id, id: values.user_id }).first('user_type')
      if (user?.user_type === 'admin') throw invalid({ user_id: ['An admin cannot become a contractor.'] })
    }
    return values
  },
  async after(trx, row) {
    if (!row.user_id) return
    await trx('users')
      .where({ tenant_id: trx.userParams.tenant_id, id: row.user_id as string })
      .update({ user_type: 'contractor', role_id: null, updated_at: trx.fn.now(), version: trx.raw('version + 1') })
  },
}

const rules: Record<string, CrudRules> = {
  'phase-library': phaseLibrary,
  'project-templates': projectTemplates,
  subcontractors,
}

export const referenceRoutes: Route[] = [
  ...records.referenceResources.flatMap((resource) => crud(resource, rules[resource.name] ?? {})),
  ...setupRoutes,
  ...signatureRoutes,
]
