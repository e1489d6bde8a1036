/** The chart of accounts and the exchange rates: plain records with the rules of the books. */
import { conflict, invalid } from '../../domain/errors'
import { accounts, exchangeRates } from '../../domain/records/ledger'
import { accountInUse, isBelow, lockAccount } from '../../db/ledger/accounts'
import { crud, type CrudRules } from '../kit/crud'
import type { Route } from '../kit/route'

/** What an account means stays what it was when something was posted to it. */
const FIXED_ONCE_USED = ['type', 'currency'] as const

const accountRules: CrudRules = {
  async prepare(trx, values, { call, current }) {
    const { base_currency } = call.actor.business
    const given = values.currency === base_currency ? { ...values, currency: null } : values
    if (!current) return given
    if (typeof given.parent_id === 'string' && (await isBelow(trx, { id: given.parent_id, ancestor_id: current.id }))) {
      throw invalid({ parent_id: ['An account cannot stand under itself.'] })
    }
    const changed = FIXED_ONCE_USED.some((name) => given[name] !== undefined && given[name] !== current[name])
    // Sums of money by account are kept by what was money when it was posted.
    const turned = given.cash_flow !== undefined && (given.cash_flow === 'cash') !== (current.cash_flow === 'cash')
    if (changed || turned) {
      // The lock waits for postings under way, and later ones wait for it.
      await lockAccount(trx, current.id)
      if (await accountInUse(trx, current.id)) {
        throw conflict('locked', 'Something is posted to this account: its kind and currency stay, and whether it is money.', {
          current: { version: current.version },
        })
      }
    }
    return given
  },
  async remove(_trx, row) {
    if (row.role != null) throw conflict('in_use', 'Processes post to this account.', { current: { role: row.role } })
  },
}

const rateRules: CrudRules = {
  async prepare(_trx, values, { call }) {
    const { base_currency } = call.actor.business
    if (values.currency === base_currency) throw invalid({ currency: ['The base currency has no rate.'] })
    const { rate } = values
    if (typeof rate === 'string' && !/[1-9]/.test(rate)) throw invalid({ rate: ['The rate field must be above zero.'] })
    if (Number(rate ?? 1) >= 1e10) throw invalid({ rate: ['The rate field is too large.'] })
    return values
  },
}

export const accountRoutes: Route[] = [...crud(accounts, accountRules), ...crud(exchangeRates, rateRules)]
