/** In-app notifications: written by the step that causes them, read by their person. */
import { v7 as uuidv7 } from 'uuid'
import type { Trx } from './kit/client'

export interface Notice {
  user_ids: readonly string[]
  kind: string
  title: string
  body?: string | null
  subject_type?: string
  subject_id?: string
  task_id?: string | null
}

/** One notification for each person, in the caller's transaction; nobody twice. */
export async function notify(trx: Trx, notice: Notice): Promise<void> {
  const { user_ids, ...rest } = notice
  const people = [...new Set(user_ids)]
  if (people.length === 0) return
  const tenant_id: string = trx.userParams.tenant_id
  await trx('notifications').insert(people.map((user_id) => ({ tenant_id, id: uuidv7(), user_id, ...rest })))
}
