/** What completing a kind of task needs beside an outcome and a comment. */
import { z } from 'zod'
import type { Actor } from '../../domain/actor'
import { parseMoney } from '../../domain/money'
import { paymentData } from '../../domain/records/vouchers'
import type { TaskRow } from '../../db/tasks/reads'
import { errorsOf } from '../kit/validate'
import type { Completion } from './decide'

type Check = (actor: Actor, task: TaskRow, completion: Completion) => Record<string, string[]>

/** A client decides for themselves; anybody else says that they record the client's answer, and where it came from. */
const onBehalf: Check = (actor, task, completion) => {
  if (task.candidate_ids?.includes(actor.id)) return {}
  const errors: Record<string, string[]> = {}
  if (completion.data?.on_behalf !== true) errors['data.on_behalf'] = ['Only the client decides; set on_behalf to record their answer.']
  if (!completion.comment?.trim()) errors.comment = ['The comment field is required: say how the client answered.']
  return errors
}

/** A confirmed payment says when, and how much unless it is the rest; in the digits of its currency. */
const payment: Check = (_actor, task, { outcome, data }) => {
  if (outcome !== 'confirm_payment') return {}
  const read = paymentData.safeParse(data ?? {}, { reportInput: true })
  const currency = task.currency ?? ''
  if (!read.success)
    return errorsOf(z.object({ data: paymentData }).safeParse({ data: data ?? {} }, { reportInput: true }).error ?? read.error)
  const { amount } = read.data
  const minor = amount === undefined ? 1n : parseMoney(amount, currency)
  if (minor === undefined) return { 'data.amount': [`The amount field must be an amount in ${currency}.`] }
  return minor > 0n ? {} : { 'data.amount': ['The amount field must be greater than 0.'] }
}

const checks: Record<string, Check> = { 'proposals.decide': onBehalf, 'ledgers.post': payment }

/** Wrong fields of a completion by the rule of its kind. */
export const checkKind: Check = (actor, task, completion) => checks[task.kind]?.(actor, task, completion) ?? {}
