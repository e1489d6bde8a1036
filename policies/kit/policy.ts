/** Policies as typed rows, asked and explained through one small Casbin enforcer per action. */
import { type Enforcer, newEnforcer, newModelFromString } from 'casbin'
import type { Actor, Principal } from '../../domain/actor'
import { holds } from '../../domain/actor'
import { forbidden, type Refused } from '../../domain/errors'
import { slugOfTask, type Party, type Person, predicates, reasonOf, type Subject, type TaskScope } from '../../domain/rules/parties'
import { MODEL } from './model'

export type Who = 'any' | 'holder' | 'candidate' | 'admin'
export type When = Party | 'always' | 'overLimit'

export interface Row {
  effect: 'allow' | 'deny'
  who: Who
  when: When
}

/** Allows `who`, when the predicate holds. */
export const allow = (who: Who, when: When = 'always'): Row => ({ effect: 'allow', who, when })
/** Denies `who`, when the predicate holds; overrides every allow. */
export const deny = (who: Who, when: When): Row => ({ effect: 'deny', who, when })

export interface Policy {
  module: string
  actions: Record<string, readonly Row[]>
}

/** The policy of a module: rows by action. */
export const policy = (module: string, actions: Record<string, readonly Row[]>): Policy => ({ module, actions })

/** What the policy says, and by which row. */
export interface Decision {
  allowed: boolean
  rule: string
  reason: string
  explain: string
  /** Whom the actor stood in for when their right was used. */
  on_behalf_of_id: string | null
}

interface Asking extends Person {
  tenant_id: string
  principal: Pick<Principal, 'id' | 'user_type' | 'slugs'>
}

/** The actor asking with the right of a principal: their own, or an absent person's. */
const askingAs = (actor: Actor, principal: Principal): Asking => ({
  id: actor.id,
  tenant_id: actor.tenant_id,
  approval_limit: principal.approval_limit,
  principal,
  ...(principal.id === actor.id ? {} : { principal_id: principal.id }),
})

const isWho = (asking: Asking, subject: Subject, who: Who): boolean => {
  if (who === 'any') return true
  if (who === 'admin') return asking.principal.user_type === 'admin'
  if (who === 'candidate') return subject.candidate_ids?.includes(asking.principal.id) ?? false
  return holds(asking.principal, subject.slug)
}

/** All policies in one book; build it once per process. */
export class PolicyBook {
  private readonly rows = new Map<string, readonly Row[]>()
  private readonly enforcers = new Map<string, Enforcer>()

  static async open(policies: readonly Policy[]): Promise<PolicyBook> {
    const book = new PolicyBook()
    for (const { actions } of policies) {
      for (const [action, rows] of Object.entries(actions)) await book.add(action, rows)
    }
    return book
  }

  private async add(action: string, rows: readonly Row[]): Promise<void> {
    const enforcer = await newEnforcer(newModelFromString(MODEL))
    await enforcer.addFunction('sameTenant', (asking: Asking, subject: Subject) => asking.tenant_id === subject.tenant_id)
    await enforcer.addFunction('isWho', isWho)
    await enforcer.addFunction('isWhen', (asking: Asking, subject: Subject, when: When) => predicates[when]?.(asking, subject) ?? false)
    await enforcer.addPolicies(rows.map((row) => [row.effect, row.who, row.when]))
    this.rows.set(action, rows)
    this.enforcers.set(action, enforcer)
  }

  /** The actions of the book with their rows, for the matrix and the why page. */
  entries(): [string, readonly Row[]][] {
    return [...this.rows]
  }

  /**
   * Asks as oneself first, then for each absent person the actor stands in for today; but what an absent person holds is
   * done in their name when their right allows it.
   */
  ask(actor: Actor, action: string, subject: Subject): Decision {
    const holder = actor.stands_in_for.find(({ id }) => id === subject.assignee_id)
    const held = holder && this.askAs(askingAs(actor, holder), action, subject)
    if (held?.allowed) return { ...held, on_behalf_of_id: holder?.id ?? null }
    const own = this.askAs(askingAs(actor, actor), action, subject)
    if (own.allowed) return own
    for (const principal of actor.stands_in_for) {
      const answer = this.askAs(askingAs(actor, principal), action, subject)
      if (answer.allowed) return { ...answer, on_behalf_of_id: principal.id }
    }
    return own
  }

  private askAs(asking: Asking, action: string, subject: Subject): Decision {
    const enforcer = this.enforcers.get(action)
    if (!enforcer) return refused(`${action}: not listed`, subject.slug, 'No policy allows this.')
    const [allowed, row] = enforcer.enforceExSync(asking, subject)
    const [effect, who, when] = row
    if (allowed) return { allowed, rule: `${action}: allow ${who} ${when}`, reason: '', explain: '', on_behalf_of_id: null }
    if (effect !== 'deny' || when === undefined) return refused(`${action}: no row allows`, subject.slug, missing(subject))
    const { code, explain } = reasonOf(when)
    return refused(`${action}: deny ${who} ${when}`, code, explain)
  }
}

const missing = (subject: Subject): string =>
  subject.candidate_ids?.length ? 'This task is for somebody else.' : `Your role does not hold ${subject.slug}.`

const refused = (rule: string, reason: string, explain: string): Decision => ({
  allowed: false,
  rule,
  reason,
  explain,
  on_behalf_of_id: null,
})

/** The 403 that says a decision. */
export const refusalOf = (decision: Decision): Refused => forbidden(decision.reason, decision.explain, { rule: decision.rule })

/** The task rows of the book as query filters: one for the actor and one for each person they stand in for. */
export function taskScopes(book: PolicyBook, actor: Actor): TaskScope[] {
  return [actor, ...actor.stands_in_for].map((principal) => ({
    person_ids: [...new Set([actor.id, principal.id])],
    principal_id: principal.id,
    approval_limit: principal.approval_limit,
    kinds: book.entries().flatMap(([kind, rows]) => {
      const allows = rows.filter((row) => row.effect === 'allow').map((row) => row.who)
      const denies = rows.filter((row) => row.effect === 'deny').map((row) => row.when)
      const holder =
        (allows.includes('holder') && holds(principal, slugOfTask(kind))) ||
        (allows.includes('admin') && principal.user_type === 'admin') ||
        allows.includes('any')
      const candidate = allows.includes('candidate')
      const parties = denies.filter((when) => when !== 'overLimit')
      return holder || candidate ? [{ kind, parties, holder, candidate, limited: denies.includes('overLimit') }] : []
    }),
  }))
}
