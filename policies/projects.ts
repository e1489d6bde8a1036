/** Who approves an expense: the submitter's manager or whoever holds the slug, within their limit; never who made or submitted it. */
import { expenseTask } from '../domain/rules/projects/expenses'
import { allow, deny, policy } from './kit/policy'

export const projects = policy('projects', {
  [expenseTask.kind]: [
    allow('candidate'),
    allow('holder'),
    ...expenseTask.separated.map((party) => deny('any', party)),
    deny('any', 'overLimit'),
  ],
})
