/** One definition a process: statuses, messages, tasks, clocks and outside calls, from which everything else derives. */
import type { Party } from '../../rules/parties'
import type { Refusal } from '../../errors'
import type { Resource } from '../resource'
import type { Message, ProcessState } from './types'

/** What a status means to whoever looks from outside. */
export type StatusKind =
  /** May be changed; nobody is asked yet. */
  | 'open'
  /** Waits for a decision, a clock or a call. */
  | 'waiting'
  /** Refused, to be put right and sent again. */
  | 'refused'
  /** At rest: no run waits, and a message starts one. */
  | 'idle'
  /** Ended well. */
  | 'done'
  /** Ended without a result. */
  | 'cancelled'

/** A task to open: its name, and the role in the record it is meant for. */
export interface TaskToOpen {
  task: string
  role?: string
}

/** What follows a message, an outcome, a clock or the answer of a call. */
export interface Rule<S extends ProcessState> {
  /** The status after it; the same one when left out. */
  to?: S['status'] | ((state: S, message: Message) => S['status'])
  /** Tasks opened by it. Tasks open before are withdrawn, unless it `keeps` them. */
  opens?: string | readonly TaskToOpen[] | ((state: S, message: Message) => string | readonly TaskToOpen[] | undefined)
  keeps?: boolean
  /** The party its actor joins, for separation of duties. */
  party?: Party
  /** Parties that begin anew with it. */
  forgets?: readonly Party[]
  /** Further fields of the state. */
  change?(state: S, message: Message): Partial<S>
  /** The record's version stays. */
  quiet?: boolean
}

/** What somebody may be refused; a clock that rang and a call that answered are facts, and are not. */
export interface Refusing<S extends ProcessState> {
  /** Why it is refused although its status fits. */
  refuse?(state: S, message: Message, now: number): Refusal | undefined
}

/** A message from a person or an integration. */
export interface MessageRule<S extends ProcessState> extends Rule<S>, Refusing<S> {
  /** Statuses in which it fits. */
  from: readonly S['status'][]
  /** A further condition of fitting; `now` in milliseconds. */
  when?(state: S, now: number): boolean
  /** Changes or removes the record: elsewhere it is refused as `locked` rather than `illegal_transition`. */
  changes?: boolean
}

/** An outcome of a task. */
export interface OutcomeRule<S extends ProcessState> extends Rule<S>, Refusing<S> {
  /** Needs a comment that says why. */
  negative?: boolean
  /** How many of the tasks opened together must choose it: the first alone unless said. */
  needs?: 'all' | number
}

export interface TaskRule<S extends ProcessState> {
  /** Kind of the task: the action its policy names, and the slug unless the policy says otherwise. */
  kind: string
  outcomes: Readonly<Record<string, OutcomeRule<S>>>
  /** Parties that separation of duties keeps from it. */
  separated?: readonly Party[]
}

/** A clock of the process's own. */
export interface ClockRule<S extends ProcessState> extends Rule<S> {
  /** Statuses in which it runs or stands still; leaving them ends it. */
  from: readonly S['status'][]
}

/** What may follow an outside call. */
export interface CallRule<S extends ProcessState> {
  /** The activity or child workflow that makes it, asks for an unknown result, and takes it back. */
  does: string
  as?: 'activity' | 'child'
  asks?: string
  undo?: string
  done: Rule<S>
  failed: Rule<S>
}

/** How a process stands on the checklist of a month. */
export interface PeriodHold {
  /** The name of its line. */
  key: string
  /** The column of its record that says which month. */
  day: string
  /** True when drafts count as well. */
  drafts?: boolean
}

/** A definition as a module writes it. */
export interface ProcessInput<S extends ProcessState> {
  /** Its record: fields, slugs, label. */
  record: Pick<Resource, 'type' | 'slug' | 'table' | 'label' | 'name'>
  /** One line for the process list and the docs. */
  title: string
  statuses: Readonly<Record<S['status'], StatusKind>>
  /** Columns stamped with the time when a status is entered. */
  stamps?: Partial<Record<S['status'], string>>
  /** The first step. */
  created: Rule<S> & { to: NonNullable<Rule<S>['to']>; state?(message: Message): Omit<S, keyof ProcessState> }
  /** The ways it may begin, where its first message decides: data by what to call it. For the documentation. */
  begins?: Readonly<Record<string, Record<string, unknown>>>
  messages: Readonly<Record<string, MessageRule<S>>>
  tasks: Readonly<Record<string, TaskRule<S>>>
  /** Clocks of its own; `remind` and `escalate` of tasks are everybody's. */
  clocks?: Readonly<Record<string, ClockRule<S>>>
  calls?: Readonly<Record<string, CallRule<S>>>
  /** True while nothing more will happen, where the status alone does not say it. */
  over?(state: S): boolean
  /** The same for the auditor, as columns of the record: a status that ends only together with another field. */
  ended_when?: { status: S['status']; field: string; value: string }
  /** Statuses in which its amount is the one its task was approved with, for the auditor. */
  approved?: readonly S['status'][]
  /** What it keeps from ending while it waits: its project; and the month of a day of its record, on whose checklist it is counted. */
  holds?: { project?: boolean; period?: PeriodHold }
}

/** Any definition, when it does not matter whose. */
export type ProcessDefinition = ProcessInput<ProcessState>

type OutcomeName<T> = T extends { outcomes: Readonly<Record<infer O, unknown>> } ? O & string : never

/** The names of all steps of a process: what its effects must handle, no more and no less. */
export type StepName<D extends { messages: object; tasks: object; clocks?: object; calls?: object }> =
  | 'created'
  | (keyof D['messages'] & string)
  | { [T in keyof D['tasks']]: OutcomeName<D['tasks'][T]> }[keyof D['tasks']]
  | (D extends { clocks: infer C } ? keyof C & string : never)
  | (D extends { calls: infer C } ? `${keyof C & string}.${'done' | 'failed'}` : never)

/** Completes a definition of a process whose state is `S`; names of messages, tasks, clocks and calls stay known to the compiler. */
export const defineProcess =
  <S extends ProcessState>() =>
  <const D extends ProcessInput<S>>(definition: D & { [K in Exclude<keyof D, keyof ProcessInput<S>>]: never }): D =>
    definition
