/** The policy book of Cien. */
import { documents } from './documents'
import { ledger } from './ledger'
import { type Policy, PolicyBook } from './kit/policy'
import { platform } from './platform'
import { projects } from './projects'
import { proposals } from './proposals'
import { vouchers } from './vouchers'

export const policies: readonly Policy[] = [platform, documents, proposals, projects, ledger, vouchers]

/** Builds the book; a few milliseconds, once per process. */
export const openPolicies = (): Promise<PolicyBook> => PolicyBook.open(policies)
