/** The process of a document, judged without a database or a process engine. */
import fc from 'fast-check'
import type { Message } from '../../domain/kit/process/types'
import { documentProcess, type DocumentState } from '../../domain/processes/documents'
import { messagesOf } from '../../domain/processes'
import { DOCUMENT_STATUSES } from '../../domain/rules/documents'
import { counter, processOf } from '../support/judging'

const UPLOADER = 'u-uploader'
const VERIFIER = 'u-verifier'
const APPROVER = 'u-approver'

const document = processOf<DocumentState>(documentProcess)
const fresh = counter()

const open = (data: { requires_approval?: boolean; submit?: boolean } = {}, ids = fresh): DocumentState =>
  document.open({ kind: 'created', actor_id: UPLOADER, data }, ids)

const taskOf = ({ tasks }: DocumentState): string => tasks[0]?.id ?? 'none'

const message = (kind: string, actor_id: string, more: Partial<Message> = {}): Message => ({ kind, actor_id, ...more })
const decide = (state: DocumentState, actor_id: string, outcome: string, more: Partial<Message> = {}): Message =>
  message('complete', actor_id, { outcome, task_id: taskOf(state), ...more })

/** Every message in turn; fails at the first that is refused. */
function run(start: DocumentState, steps: ((state: DocumentState) => Message)[], ids = fresh): DocumentState {
  return steps.reduce((state, next) => {
    const said = next(state)
    expect(document.refuse(state, said)).toBeUndefined()
    return document.after(state, said, ids)
  }, start)
}

const submit = (): Message => message('submit', UPLOADER)
const verify = (state: DocumentState): Message => decide(state, VERIFIER, 'verify')
const approve = (state: DocumentState): Message => decide(state, APPROVER, 'approve')
const rejectAs =
  (who: string) =>
  (state: DocumentState): Message =>
    decide(state, who, 'reject', { comment: 'no' })
const codeOf = (state: DocumentState, said: Message): string | undefined => document.refuse(state, said)?.code

describe('DOC-1 the life of a document', () => {
  it('goes from draft through both queues into the archive, a version a step', () => {
    const archived = run(open(), [submit, verify, approve])
    expect(archived).toMatchObject({ status: 'archived', version: 4, steps: 4, tasks: [], document_version: 1 })
    expect(archived.parties).toEqual({ uploader: [UPLOADER], verifier: [VERIFIER] })
    expect(document.isOver(archived)).toBe(true)
  })

  it('is archived at once where its type needs no approval', () => {
    expect(open({ requires_approval: false })).toMatchObject({ status: 'archived', tasks: [], version: 1 })
  })

  it('can be created and submitted in one step', () => {
    expect(open({ submit: true }, counter())).toMatchObject({
      status: 'in_verification',
      steps: 1,
      tasks: [{ name: 'verify', id: 'task-1' }],
    })
  })

  it('comes back as the next version after a rejection, and who uploaded any version stays shut out', () => {
    const other = 'u-second'
    const again = run(open(), [submit, rejectAs(VERIFIER), () => message('resubmit', other)])
    expect(again).toMatchObject({ status: 'in_verification', document_version: 2, uploaded_by_id: other })
    expect(codeOf(again, decide(again, UPLOADER, 'verify'))).toBe('separation_of_duties')
    expect(codeOf(again, decide(again, other, 'verify'))).toBe('separation_of_duties')
  })

  it('lets the verifier of an older version approve a newer one that somebody else verified', () => {
    const second = run(open(), [
      submit,
      verify,
      rejectAs(APPROVER),
      () => message('resubmit', UPLOADER),
      (s) => decide(s, 'u-v2', 'verify'),
    ])
    expect(codeOf(second, decide(second, VERIFIER, 'approve'))).toBeUndefined()
    expect(codeOf(second, decide(second, 'u-v2', 'approve'))).toBe('separation_of_duties')
  })

  it('can be withdrawn before the first decision only', () => {
    const queued = run(open(), [submit])
    expect(run(queued, [() => message('withdraw', UPLOADER)])).toMatchObject({ status: 'draft', tasks: [] })
    expect(codeOf(run(queued, [verify]), message('withdraw', UPLOADER))).toBe('illegal_transition')
  })
})

describe('TASK-7 late, duplicate, stale and unauthorised decisions', () => {
  const queued = run(open(), [submit])
  const verified = run(queued, [verify])

  it.each<[string, DocumentState, Message, string]>([
    ['a second decision on the same task', verified, decide(queued, APPROVER, 'verify'), 'task_closed'],
    ['a decision on a draft', open(), message('complete', VERIFIER, { task_id: 'task-1', outcome: 'verify' }), 'task_closed'],
    ['an outcome of another task', queued, decide(queued, VERIFIER, 'approve'), 'invalid'],
    ['the uploader verifying', queued, decide(queued, UPLOADER, 'verify'), 'separation_of_duties'],
    ['the uploader through a substitute', queued, decide(queued, 'u-sub', 'verify', { on_behalf_of_id: UPLOADER }), 'separation_of_duties'],
    ['the verifier approving', verified, decide(verified, VERIFIER, 'approve'), 'separation_of_duties'],
    ['a decision on an older version', verified, decide(verified, APPROVER, 'approve', { version: 1 }), 'stale_version'],
    ['a decision on a version that is not there yet', verified, decide(verified, APPROVER, 'approve', { version: 99 }), 'stale_version'],
    ['an edit in a queue', queued, message('edit', UPLOADER), 'locked'],
    ['an edit in the archive', run(verified, [approve]), message('edit', UPLOADER), 'locked'],
    ['a deletion in a queue', queued, message('remove', UPLOADER), 'locked'],
    ['a second submission', queued, message('submit', UPLOADER), 'illegal_transition'],
    ['a resubmission of a draft', open(), message('resubmit', UPLOADER), 'illegal_transition'],
  ])('refuses %s', (_title, state, said, code) => {
    expect(codeOf(state, said)).toBe(code)
  })

  it('TASK-2 a held task is decided, released and delegated by its holder only', () => {
    const held = run(queued, [(s) => message('claim', VERIFIER, { task_id: taskOf(s) })])
    const at = { task_id: taskOf(held) }
    expect(held).toMatchObject({ version: queued.version, tasks: [{ assignee_id: VERIFIER }] })
    expect(codeOf(held, message('claim', APPROVER, at))).toBe('task_taken')
    expect(codeOf(held, message('claim', VERIFIER, at))).toBeUndefined()
    expect(codeOf(held, message('release', APPROVER, at))).toBe('not_assignee')
    expect(codeOf(held, decide(held, APPROVER, 'verify'))).toBe('task_taken')
    const passed = run(held, [() => message('delegate', VERIFIER, { ...at, to_id: APPROVER })])
    expect(passed.tasks[0]?.assignee_id).toBe(APPROVER)
    expect(run(passed, [() => message('release', APPROVER, at)]).tasks[0]?.assignee_id).toBeNull()
  })
})

describe('every path', () => {
  const people = [UPLOADER, VERIFIER, APPROVER, 'u-other']
  const kinds = [...messagesOf(document.definition).filter((kind) => kind !== 'complete'), 'verify', 'approve', 'reject']
  const said = fc.record({ kind: fc.constantFrom(...kinds), actor: fc.constantFrom(...people), late: fc.boolean() })

  it('never leaves an ended document and never lets one person take two parts', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 40 }), (list) => {
        const ids = counter()
        let state = open({}, ids)
        for (const { kind, actor, late } of list) {
          const outcome = ['verify', 'approve', 'reject'].includes(kind) ? kind : undefined
          const next: Message = outcome
            ? message('complete', actor, { outcome, task_id: late ? 'task-1' : taskOf(state), comment: 'why' })
            : message(kind, actor, { task_id: taskOf(state), outcome: 'verify', to_id: actor })
          if (document.refuse(state, next)) continue
          expect(document.isOver(state)).toBe(false)
          state = document.after(state, next, ids)
          const { uploader = [], verifier = [] } = state.parties
          expect(verifier.some((id) => uploader.includes(id) && state.status === 'archived')).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('reaches every status', () => {
    const remove = (): Message => message('remove', UPLOADER)
    const paths = [[], [submit], [submit, verify], [submit, verify, approve], [submit, rejectAs(VERIFIER)], [remove]]
    expect(paths.map((path) => run(open(), path).status).sort()).toEqual([...DOCUMENT_STATUSES, 'deleted'].sort())
  })
})
