/** Who stands how to a record or task: the plain predicates that policies name. */

/** What a policy may look at: facts of a record or task, never the record itself. */
export interface Subject {
  tenant_id: string
  /** Slug that the action needs. */
  slug: string
  /** People by what they did in this process: `uploader`, `verifier`, `creator`, … */
  parties?: Record<string, readonly string[]>
  /** People named for a task; null or absent: whoever holds the slug. */
  candidate_ids?: readonly string[] | null
  assignee_id?: string | null
  /** Minor units that approval limits are held against. */
  amount?: bigint | null
}

/** The ids that count as the person: their own and, when they stand in for somebody, the absent person's. */
export interface Person {
  id: string
  principal_id?: string
  approval_limit: bigint | null
}

const isParty =
  (party: string) =>
  (person: Person, subject: Subject): boolean => {
    const ids = subject.parties?.[party] ?? []
    return ids.includes(person.id) || (person.principal_id !== undefined && ids.includes(person.principal_id))
  }

/** Parties that separation of duties keeps apart (TASK-3). */
export const PARTIES = ['uploader', 'verifier', 'creator', 'editor', 'submitter', 'approver', 'poster', 'asker'] as const
export type Party = (typeof PARTIES)[number]

/**
 * Above somebody's approval limit, by its size whatever its sign: a variation of -90,000 takes as much out of a contract as
 * one of 90,000 puts in, and a limit that let every negative one pass would bind nobody.
 */
export const isOverLimit = (amount: bigint | null, limit: bigint | null): boolean => {
  if (limit === null || amount === null) return false
  return (amount < 0n ? -amount : amount) > limit
}

type Predicate = (person: Person, subject: Subject) => boolean

const always: Predicate = () => true

/** The predicates a policy row may name. */
export const predicates: Record<string, Predicate> = {
  always,
  ...Object.fromEntries(PARTIES.map((party) => [party, isParty(party)])),
  overLimit: (person, subject) => isOverLimit(subject.amount ?? null, person.approval_limit),
}

/** The code and sentence behind a denying predicate. */
export function reasonOf(predicate: string): { code: string; explain: string } {
  if (predicate === 'overLimit') return { code: 'approval_limit', explain: 'The amount is above your approval limit.' }
  const did: Record<Party, string> = {
    uploader: 'uploaded a version of it',
    verifier: 'verified it',
    creator: 'created it',
    editor: 'changed it',
    submitter: 'submitted it',
    approver: 'approved it',
    poster: 'confirmed its payment',
    asker: 'asked for it',
  }
  const what = did[predicate as Party] ?? 'took an earlier part in it'
  return { code: 'separation_of_duties', explain: `Separation of duties: you, or the person you stand in for, ${what}.` }
}

/** The task kinds a person may see, as themselves or as somebody absent: policy rows as a query filter. */
export interface TaskScope {
  person_ids: readonly string[]
  principal_id: string
  approval_limit: bigint | null
  kinds: readonly { kind: string; parties: readonly string[]; holder: boolean; candidate: boolean; limited: boolean }[]
}

/** Kinds of task whose slug has another name. */
const TASK_SLUGS: Record<string, string> = { 'proposals.decide': 'proposals.manage' }

/** The slug that completing a task of a kind needs; the kind itself unless said (api.md §2). */
export const slugOfTask = (kind: string): string => TASK_SLUGS[kind] ?? kind
