/** The policy book of Cien: every policy that a file of this folder declares. */
import { exportsOf } from '../domain/kit/modules'
import { type Policy, PolicyBook } from './kit/policy'

const isPolicy = (value: unknown): value is Policy => typeof value === 'object' && value !== null && 'module' in value && 'actions' in value

export const policies: readonly Policy[] = exportsOf(__dirname, isPolicy)

/** Builds the book; a few milliseconds, once per process. */
export const openPolicies = (): Promise<PolicyBook> => PolicyBook.open(policies)
