/** Who approves an expense: the submitter's manager or whoever holds the slug, within their limit; never who made or submitted it. */
import { expenseProcess } from '../domain/processes/expenses'
import { allow, deny, policy } from './kit/policy'

const { approve } = expenseProcess.tasks

export const projects = policy('projects', {
  [approve.kind]: [allow('candidate'), allow('holder'), ...approve.separated.map((party) => deny('any', party)), deny('any', 'overLimit')],
})
